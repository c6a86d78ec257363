package dev.quartermaster.quota.charge;

import static dev.quartermaster.quota.testing.World.cpu;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.quota.period.Span;
import dev.quartermaster.quota.testing.World;
import dev.quartermaster.quota.testing.WorldAccount;
import dev.quartermaster.quota.testing.WorldAccount.Row;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records that arrive after the period in which they were used. */
class LateChargesTest {

  private static World given;

  @BeforeAll
  static void open() {
    given = World.of(LateChargesTest.class);
  }

  @AfterAll
  static void close() {
    given.close();
  }

  @BeforeEach
  void empty() {
    given.emptyAt("2024-05-03T09:00:00Z");
  }

  @Test
  void a_late_record_goes_to_the_period_in_which_it_was_used_and_not_to_the_running_one() {
    WorldAccount ada = given.account("ada").used("1s").used("120s", "2024-05-01T12:00:00Z");

    assertThat(ada.rows())
        .containsExactly(
            row("2024-05-01T00:00:00Z", "2024-05-02T00:00:00Z", "120s", "open"),
            row("2024-05-03T00:00:00Z", "2024-05-04T00:00:00Z", "1s", "open"));
    assertThat(ada.view().inTarpit()).isFalse();
    assertThat(ada.tarpit()).isEmpty();
  }

  @Test
  void a_record_used_before_a_forced_reset_goes_to_the_period_that_the_reset_ended() {
    WorldAccount ada = given.account("ada").used("120s");
    given.clockAt("2024-05-03T10:00:00Z");
    ada.reset();
    ada.used("3s");

    ada.used("5s", "2024-05-03T09:59:59Z").used("7s", "2024-05-03T10:00:00Z");

    assertThat(ada.rows())
        .containsExactly(
            row("2024-05-03T00:00:00Z", "2024-05-03T10:00:00Z", "125s", "reset"),
            row("2024-05-03T10:00:00Z", "2024-05-04T00:00:00Z", "10s", "open"));
    assertThat(ada.events())
        .containsExactly("tarpit-entered", "reset", "tarpit-left", "late-charge");
  }

  @Test
  void a_record_used_under_an_old_rule_goes_to_the_period_that_the_rule_had() {
    WorldAccount ada = given.account("ada").nextReset("2024-05-03T12:00:00Z");
    given.clockAt("2024-05-05T13:00:00Z");

    ada.used("1s", "2024-05-03T11:59:59Z")
        .used("2s", "2024-05-03T12:00:00Z")
        .used("3s", "2024-05-02T12:00:00Z");

    assertThat(ada.rows())
        .containsExactly(
            row("2024-05-02T00:00:00Z", "2024-05-03T00:00:00Z", "3s", "open"),
            row("2024-05-03T00:00:00Z", "2024-05-03T12:00:00Z", "1s", "open"),
            row("2024-05-03T12:00:00Z", "2024-05-04T12:00:00Z", "2s", "open"));
  }

  @Test
  void a_charge_to_a_settled_period_leaves_it_settled_and_the_event_says_so() {
    WorldAccount ada = given.account("ada").used("1s");
    given.clockAt("2024-05-04T09:00:00Z");
    given.settle(10);

    ada.used("500s", "2024-05-03T08:00:00Z");

    assertThat(ada.rows())
        .containsExactly(row("2024-05-03T00:00:00Z", "2024-05-04T00:00:00Z", "501s", "boundary"));
    assertThat(ada.events()).containsExactly("late-charge");
    assertThat(given.count("late_period")).isZero();
    assertThat(given.backlog().periods()).isZero();
  }

  @Test
  void a_charge_to_an_ended_period_that_nobody_had_charged_is_queued_and_settled_later() {
    given.account("bea").used("1s");
    given.clockAt("2024-05-06T09:00:00Z");
    given.settle(10);
    WorldAccount ada = given.account("ada").used("2s", "2024-05-03T08:00:00Z");

    assertThat(given.count("late_period")).isEqualTo(1);
    assertThat(given.backlog().periods()).isEqualTo(1);
    given.settle(10);

    assertThat(ada.rows())
        .containsExactly(row("2024-05-03T00:00:00Z", "2024-05-04T00:00:00Z", "2s", "boundary"));
    assertThat(given.count("late_period")).isZero();
    assertThat(given.backlog().periods()).isZero();
  }

  @Test
  void a_zone_whose_clocks_java_and_the_database_may_know_differently_has_one_ledger_row() {
    // British Columbia keeps summer time from 2026 on: only newer zone data know it.
    given.clockAt("2027-01-13T18:00:00Z");
    WorldAccount ada = given.account("ada").inZone("America/Vancouver");
    given.clockAt("2027-01-15T18:00:00Z");

    ada.used("120s");

    assertThat(ada.view().usage().used()).isEqualTo(cpu("120s"));
    assertThat(ada.view().inTarpit()).isTrue();
    assertThat(ada.reset().reset()).containsExactly(ada.id());
  }

  private static Row row(String start, String end, String charged, String state) {
    return new Row(
        new Span(Instant.parse(start), Instant.parse(end)), cpu(charged), CpuTime.ZERO, state);
  }
}
