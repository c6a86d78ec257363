package dev.quartermaster.quota.account;

import static dev.quartermaster.quota.testing.World.cpu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quartermaster.quota.period.Span;
import dev.quartermaster.quota.testing.World;
import dev.quartermaster.quota.testing.WorldAccount;
import dev.quartermaster.quota.testing.WorldAccount.Row;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountChangeTest {

  private static World given;

  @BeforeAll
  static void open() {
    given = World.of(AccountChangeTest.class);
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
  void an_earlier_reset_time_cuts_the_running_period_and_its_charges_stay() {
    WorldAccount ada = given.account("ada").used("120s").nextReset("2024-05-03T12:00:00Z");

    assertThat(ada.view().nextReset()).isEqualTo(Instant.parse("2024-05-03T12:00:00Z"));
    assertThat(ada.view().usage().used()).isEqualTo(cpu("120s"));
    given.clockAt("2024-05-03T12:00:00Z");
    assertThat(ada.view().inTarpit()).isFalse();
    given.settle(10);

    assertThat(ada.rows())
        .containsExactly(
            new Row(
                span("2024-05-03T00:00:00Z", "2024-05-03T12:00:00Z"),
                cpu("120s"),
                cpu("0s"),
                "boundary"));
    assertThat(ada.tarpit()).isEmpty();
    assertThat(ada.view().nextReset()).isEqualTo(Instant.parse("2024-05-04T12:00:00Z"));
  }

  @Test
  void a_later_reset_time_never_makes_the_running_period_longer() {
    WorldAccount ada = given.account("ada").used("1s").nextReset("2024-05-04T06:00:00Z");

    assertThat(ada.view().nextReset()).isEqualTo(Instant.parse("2024-05-04T00:00:00Z"));
    given.clockAt("2024-05-04T00:00:00Z");
    assertThat(ada.view().nextReset()).isEqualTo(Instant.parse("2024-05-04T06:00:00Z"));
    given.clockAt("2024-05-04T06:00:00Z");
    assertThat(ada.view().nextReset()).isEqualTo(Instant.parse("2024-05-05T06:00:00Z"));
  }

  @Test
  void another_zone_counts_from_the_next_boundary_on() {
    WorldAccount ada = given.account("ada").inZone("Europe/Berlin");

    assertThat(ada.view().nextReset()).isEqualTo(Instant.parse("2024-05-03T22:00:00Z"));
    given.clockAt("2024-12-01T12:00:00Z");
    assertThat(ada.view().nextReset()).isEqualTo(Instant.parse("2024-12-01T23:00:00Z"));
  }

  @Test
  void the_zone_that_it_has_already_changes_nothing() {
    given.account("ada").inZone("Etc/UTC");

    assertThat(given.count("past_rule")).isZero();
  }

  @Test
  void a_plan_with_another_length_brings_its_length() {
    given.plan("month", "2000s", "P1M");
    WorldAccount ada = given.account("ada").used("120s").onPlan("month");

    assertThat(ada.view().nextReset()).isEqualTo(Instant.parse("2024-05-04T00:00:00Z"));
    assertThat(ada.view().inTarpit()).isFalse();
    assertThat(ada.events()).containsExactly("tarpit-entered", "tarpit-left");
    given.clockAt("2024-05-04T00:00:00Z");
    assertThat(ada.view().nextReset()).isEqualTo(Instant.parse("2024-06-01T00:00:00Z"));
  }

  @Test
  void a_plan_that_does_not_exist_is_named() {
    WorldAccount ada = given.account("ada");

    assertThatThrownBy(() -> ada.onPlan("gold"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no plan 'gold'");
  }

  @Test
  void a_larger_allowance_releases_at_once_and_a_smaller_one_throttles_at_once() {
    WorldAccount ada = given.account("ada").used("120s");

    ada.mayUse("200s");
    assertThat(ada.view().inTarpit()).isFalse();
    assertThat(ada.tarpit()).isEmpty();
    ada.mayUse("10s");

    assertThat(ada.view().inTarpit()).isTrue();
    assertThat(ada.events()).containsExactly("tarpit-entered", "tarpit-left", "tarpit-entered");
  }

  @Test
  void a_plans_new_allowance_counts_for_the_periods_that_run() {
    WorldAccount ada = given.account("ada").used("120s");
    WorldAccount bea = given.account("bea").used("50s");

    given.plan("free", "200s", "P1D");
    assertThat(ada.tarpit()).isEmpty();
    given.plan("free", "40s", "P1D");

    assertThat(bea.tarpit()).hasSize(1);
    assertThat(bea.view().inTarpit()).isTrue();
    assertThat(ada.events()).containsExactly("tarpit-entered", "tarpit-left", "tarpit-entered");
  }

  @Test
  void the_length_of_a_plan_in_use_cannot_change_under_its_accounts() {
    given.account("ada");

    assertThatThrownBy(() -> given.plan("free", "100s", "P7D"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("make a new plan");
  }

  private static Span span(String start, String end) {
    return new Span(Instant.parse(start), Instant.parse(end));
  }
}
