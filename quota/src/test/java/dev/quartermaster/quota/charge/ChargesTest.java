package dev.quartermaster.quota.charge;

import static dev.quartermaster.quota.testing.World.cpu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.period.Span;
import dev.quartermaster.quota.testing.World;
import dev.quartermaster.quota.testing.WorldAccount;
import dev.quartermaster.quota.testing.WorldAccount.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChargesTest {

  private static final Instant MORNING = Instant.parse("2024-05-03T09:00:00Z");

  private static World given;

  @BeforeAll
  static void open() {
    given = World.of(ChargesTest.class);
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
  void usage_lands_in_the_period_that_runs_and_adds_up() {
    WorldAccount ada = given.account("ada").used("1.5s").used("2s");

    assertThat(ada.rows())
        .containsExactly(
            new Row(
                span("2024-05-03T00:00:00Z", "2024-05-04T00:00:00Z"),
                cpu("3.5s"),
                CpuTime.ZERO,
                "open"));
    assertThat(ada.view().usage().used()).isEqualTo(cpu("3.5s"));
    assertThat(ada.view().nextReset()).isEqualTo(Instant.parse("2024-05-04T00:00:00Z"));
  }

  @Test
  void from_the_boundary_on_the_allowance_is_fresh_though_no_job_has_run() {
    WorldAccount ada = given.account("ada").used("120s");

    given.clockAt("2024-05-04T00:00:00Z");

    assertThat(ada.view().usage().used()).isEqualTo(CpuTime.ZERO);
    assertThat(ada.view().inTarpit()).isFalse();
    assertThat(ada.view().nextReset()).isEqualTo(Instant.parse("2024-05-05T00:00:00Z"));
    ada.used("7s");
    assertThat(ada.view().usage().used()).isEqualTo(cpu("7s"));
  }

  @Test
  void a_source_that_is_only_metered_is_kept_apart_and_never_leads_to_the_tarpit() {
    WorldAccount ada = given.account("ada").used("500s", "web-app", MORNING.toString()).used("1s");

    assertThat(ada.view().usage().used()).isEqualTo(cpu("1s"));
    assertThat(ada.view().usage().metered()).isEqualTo(cpu("500s"));
    assertThat(ada.view().inTarpit()).isFalse();
    assertThat(ada.tarpit()).isEmpty();
    assertThat(ada.events()).isEmpty();
  }

  @Test
  void a_report_that_comes_again_changes_nothing_and_is_counted() {
    WorldAccount ada = given.account("ada");
    UsageReport report =
        given.report(
            given.record("ada", "console", "2s", MORNING),
            given.record("ADA", "notebook", "3s", MORNING));

    ChargeOutcome first = given.charge(report);
    ChargeOutcome again = given.charge(report);

    assertThat(first).isEqualTo(new ChargeOutcome(2, 0, List.of(), cpu("5s"), first.feed()));
    assertThat(again).isEqualTo(new ChargeOutcome(0, 2, List.of(), CpuTime.ZERO, again.feed()));
    assertThat(ada.view().usage().used()).isEqualTo(cpu("5s"));
  }

  @Test
  void a_report_that_is_handed_in_twice_at_once_is_charged_once() {
    WorldAccount ada = given.account("ada");
    UsageReport report = given.report(given.record("ada", "console", "2s", MORNING));

    ChargeOutcome outcome = given.charge(report, report);

    assertThat(outcome).isEqualTo(new ChargeOutcome(1, 1, List.of(), cpu("2s"), outcome.feed()));
    assertThat(ada.view().usage().used()).isEqualTo(cpu("2s"));
  }

  @Test
  void the_same_sequence_from_another_reporter_is_another_report() {
    WorldAccount ada = given.account("ada");
    UsageRecord record = given.record("ada", "console", "2s", MORNING);

    given.charge(
        new UsageReport("a", 1, List.of(record)), new UsageReport("b", 1, List.of(record)));

    assertThat(ada.view().usage().used()).isEqualTo(cpu("4s"));
  }

  @Test
  void records_that_cannot_be_charged_are_named_by_their_place_and_the_others_land() {
    WorldAccount ada = given.account("ada");
    UsageReport first = given.report(given.record("nobody", "console", "1s", MORNING));
    UsageReport second =
        given.report(
            given.record("ada", "console", "2s", MORNING),
            given.record("ada", "console", "3s", MORNING.plusSeconds(301)),
            given.record("ada", "console", "4s", MORNING.minusSeconds(7 * 86_400 + 1)),
            given.record("ada", "console", "5s", MORNING.minusSeconds(7 * 86_400)));

    ChargeOutcome outcome = given.charge(first, second);

    assertThat(outcome.accepted()).isEqualTo(2);
    assertThat(outcome.rejected())
        .extracting(ChargeOutcome.Rejection::index)
        .containsExactly(0, 2, 3);
    assertThat(outcome.rejected())
        .extracting(ChargeOutcome.Rejection::reason)
        .satisfiesExactly(
            unknown -> assertThat(unknown).contains("no account 'nobody'"),
            future -> assertThat(future).contains("yet to come"),
            old -> assertThat(old).contains("late records"));
    assertThat(ada.rows()).extracting(Row::charged).containsExactly(cpu("5s"), cpu("2s"));
  }

  @Test
  void an_import_takes_records_of_any_age() {
    WorldAccount ada = given.account("ada");
    ChargePolicy any =
        new ChargePolicy(ChargePolicy.DEFAULT.chargedSources(), Duration.ZERO, true, List.of());

    new Charges(given.database(), any)
        .charge(
            new UsageReport(
                "import",
                0,
                List.of(
                    given.record("ada", "console", "2s", Instant.parse("1993-10-01T12:00:00Z")))));

    assertThat(ada.rows())
        .extracting(Row::span)
        .containsExactly(span("1993-10-01T00:00:00Z", "1993-10-02T00:00:00Z"));
  }

  @Test
  void a_record_from_a_clock_that_is_ahead_goes_to_the_period_that_runs() {
    given.clockAt("2024-05-03T23:59:58Z");
    WorldAccount ada = given.account("ada").used("2s", "2024-05-04T00:00:01Z");

    assertThat(ada.rows())
        .extracting(Row::span)
        .containsExactly(span("2024-05-03T00:00:00Z", "2024-05-04T00:00:00Z"));
  }

  @Test
  void no_time_used_is_a_record_all_the_same() {
    WorldAccount ada = given.account("ada").used("0s");

    assertThat(ada.rows()).extracting(Row::charged).containsExactly(CpuTime.ZERO);
    assertThat(ada.view().inTarpit()).isFalse();
  }

  @Test
  void the_most_that_there_can_be_adds_up_and_more_in_one_record_is_refused() {
    WorldAccount ada = given.account("ada");
    UsageRecord most = new UsageRecord(Username.of("ada"), "console", CpuTime.MOST, MORNING);

    given.charge(given.report(most, most));

    assertThat(ada.view().usage().used()).isEqualTo(CpuTime.MOST.plus(CpuTime.MOST));
    assertThatThrownBy(
            () ->
                new UsageRecord(
                    Username.of("ada"), "console", CpuTime.MOST.plus(cpu("1s")), MORNING))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_ledger_row_that_is_full_keeps_no_other_account_from_being_charged() {
    WorldAccount ada = given.account("ada").used("1s");
    WorldAccount bob = given.account("bob");
    given
        .database()
        .run(handle -> handle.execute("UPDATE usage_period SET charged_us = 8999999999999999999"));

    given.charge(
        given.report(
            given.record("ada", "console", "5s", MORNING),
            given.record("bob", "console", "7s", MORNING)));

    assertThat(ada.view().usage().used().micros()).isEqualTo(9_000_000_000_000_000_000L);
    assertThat(bob.view().usage().used()).isEqualTo(cpu("7s"));
  }

  @Test
  void a_large_report_lands_though_one_of_its_accounts_is_moved_all_the_while() throws Exception {
    WorldAccount ada = given.account("ada").used("1s");
    UsageRecord record = given.record("ada", "console", "0.01s", MORNING);
    UsageReport report =
        given.report(Collections.nCopies(3_000, record).toArray(UsageRecord[]::new));
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Integer> moving =
        CompletableFuture.supplyAsync(
            () -> {
              int moves = 0;
              for (Instant next = Instant.parse("2024-05-03T23:59:59Z");
                  !over.get();
                  next = next.minusSeconds(1)) {
                ada.nextReset(next.toString());
                moves++;
              }
              return moves;
            });
    await().until(() -> ada.view().nextReset().isBefore(Instant.parse("2024-05-03T23:59:50Z")));

    ChargeOutcome outcome;
    try {
      outcome = given.charge(report);
    } finally {
      over.set(true);
    }

    assertThat(outcome.accepted()).isEqualTo(3_000);
    assertThat(moving.get(30, TimeUnit.SECONDS)).isGreaterThan(10);
    assertThat(ada.view().usage().used()).isEqualTo(cpu("31s"));
  }

  @Test
  void an_empty_report_is_seen_and_charges_nothing() {
    ChargeOutcome outcome = given.charge(given.report());

    assertThat(outcome).isEqualTo(new ChargeOutcome(0, 0, List.of(), CpuTime.ZERO, outcome.feed()));
    assertThat(given.count("usage_report")).isEqualTo(1);
  }

  @Test
  void what_came_in_is_kept_by_source_and_says_what_was_charged() {
    given.account("ada");
    given.charge(
        given.report(
            given.record("ada", "console", "1s", MORNING),
            given.record("ada", "console", "2s", MORNING),
            given.record("ada", "web-app", "4s", MORNING)));

    assertThat(
            given.one(
                "SELECT string_agg(source || ' ' || cpu_us || ' ' || charged, ', ' ORDER BY source) FROM usage_record",
                String.class))
        .isEqualTo("console 3000000 true, web-app 4000000 false");
  }

  @Test
  void crossing_the_allowance_leads_to_the_tarpit_once() {
    WorldAccount ada = given.account("ada").used("100s");
    assertThat(ada.view().inTarpit()).isFalse();

    given.clockAt("2024-05-03T10:00:00Z");
    ada.used("0.000001s").used("50s");

    assertThat(ada.view().inTarpit()).isTrue();
    assertThat(ada.view().tarpitSince()).contains(Instant.parse("2024-05-03T10:00:00Z"));
    assertThat(ada.events()).containsExactly("tarpit-entered");
    assertThat(ada.tarpit()).hasSize(1);
  }

  private static Span span(String start, String end) {
    return new Span(Instant.parse(start), Instant.parse(end));
  }
}
