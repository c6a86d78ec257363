package dev.quartermaster.quota.charge;

import static dev.quartermaster.quota.testing.World.cpu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quartermaster.quota.charge.Intake.Busy;
import dev.quartermaster.quota.testing.World;
import dev.quartermaster.quota.testing.WorldAccount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IntakeTest {

  private static World given;

  @BeforeAll
  static void open() {
    given = World.of(IntakeTest.class);
  }

  @AfterAll
  static void close() {
    given.close();
  }

  @BeforeEach
  void empty() {
    given.emptyAt("2024-05-03T09:00:00Z");
  }

  private static Intake intake() {
    return new Intake(new Charges(given.database(), ChargePolicy.DEFAULT));
  }

  /** A report of so many records of a millisecond each. */
  private static UsageReport report(String user, int records) {
    UsageRecord one = given.record(user, "console", "0.001s", given.now());
    return given.report(Collections.nCopies(records, one).toArray(UsageRecord[]::new));
  }

  /** The database takes no report until it is committed. */
  private static Handle stalled() {
    Handle handle = Jdbi.create(given.database().dataSource()).open();
    handle.begin();
    handle.execute("LOCK TABLE usage_report IN SHARE MODE");
    return handle;
  }

  @Test
  void when_too_much_waits_more_is_refused_and_what_was_taken_is_charged() throws Exception {
    WorldAccount ada = given.account("ada");
    List<UsageReport> taken = new ArrayList<>();
    List<CompletableFuture<ChargeOutcome>> outcomes = new ArrayList<>();
    try (Intake intake = intake()) {
      try (Handle stalled = stalled()) {
        assertThatThrownBy(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    UsageReport report = report("ada", 5_000);
                    outcomes.add(intake.offer(report));
                    taken.add(report);
                  }
                })
            .isInstanceOfSatisfying(
                Busy.class,
                busy ->
                    assertThat(busy.retryAfter()).isGreaterThanOrEqualTo(Duration.ofSeconds(1)));
        stalled.commit();
      }
      for (CompletableFuture<ChargeOutcome> outcome : outcomes) {
        assertThat(outcome.get(30, TimeUnit.SECONDS).accepted()).isEqualTo(5_000);
      }
      assertThat(intake.offer(report("ada", 5_000)).get(30, TimeUnit.SECONDS).accepted())
          .isEqualTo(5_000);
    }

    assertThat(taken).hasSizeBetween(20, 25);
    assertThat(ada.view().usage().used()).isEqualTo(new CpuTime((taken.size() + 1) * 5_000_000L));
  }

  @Test
  void a_report_that_cannot_be_charged_does_not_take_the_others_with_it() throws Exception {
    WorldAccount ada = given.account("ada");
    UsageReport poison = new UsageReport("\u0000", 1, report("ada", 1).records());
    List<CompletableFuture<ChargeOutcome>> good = new ArrayList<>();
    try (Intake intake = intake()) {
      CompletableFuture<ChargeOutcome> bad;
      try (Handle stalled = stalled()) {
        good.add(intake.offer(report("ada", 1)));
        good.add(intake.offer(report("ada", 1)));
        good.add(intake.offer(report("ada", 1)));
        bad = intake.offer(poison);
        good.add(intake.offer(report("ada", 1)));
        stalled.commit();
      }
      assertThat(bad).failsWithin(Duration.ofSeconds(30));
      for (CompletableFuture<ChargeOutcome> outcome : good) {
        assertThat(outcome.get(30, TimeUnit.SECONDS).accepted()).isEqualTo(1);
      }
    }

    assertThat(ada.view().usage().used()).isEqualTo(cpu("0.004s"));
  }

  @Test
  void what_waits_when_it_is_closed_is_charged_and_then_nothing_more_is_taken() {
    WorldAccount ada = given.account("ada");
    Intake intake = intake();
    List<CompletableFuture<ChargeOutcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      outcomes.add(intake.offer(report("ada", 1)));
    }

    intake.close();

    assertThat(outcomes).allMatch(CompletableFuture::isDone);
    assertThat(ada.view().usage().used()).isEqualTo(cpu("0.01s"));
    assertThatThrownBy(() -> intake.offer(report("ada", 1))).isInstanceOf(Busy.class);
  }

  @Test
  void the_same_report_offered_many_times_at_once_is_charged_once() throws Exception {
    WorldAccount ada = given.account("ada");
    UsageReport report = report("ada", 7);
    List<CompletableFuture<ChargeOutcome>> outcomes = new ArrayList<>();
    try (Intake intake = intake()) {
      for (int i = 0; i < 20; i++) {
        outcomes.add(intake.offer(report));
      }
      long accepted = 0;
      for (CompletableFuture<ChargeOutcome> outcome : outcomes) {
        accepted += outcome.get(30, TimeUnit.SECONDS).accepted();
      }
      assertThat(accepted).isEqualTo(7);
    }

    assertThat(ada.view().usage().used()).isEqualTo(cpu("0.007s"));
  }
}
