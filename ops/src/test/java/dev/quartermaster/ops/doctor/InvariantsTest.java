package dev.quartermaster.ops.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.db.proof.Counterexamples;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.ops.audit.Audit;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each invariant is found broken by what is planted, and by nothing else. */
class InvariantsTest {

  private TestDatabase test;
  private Ledger ledger;

  @BeforeEach
  void given() {
    test = TestDatabase.of(InvariantsTest.class);
    ledger = new Ledger(test.database(), 20);
    ledger.charge(Duration.ofHours(49));
    ledger.settle();
    ledger.charge(Duration.ofMinutes(1));
    ledger.reset(3);
    ledger.charge(Duration.ZERO);
    run();
    alert();
    test.database()
        .run(
            handle -> {
              Audit.record(handle, "reset", "a-3", "test");
              Audit.record(handle, "reset", "a-4", "test");
            });
  }

  @AfterEach
  void close() {
    test.close();
  }

  /** A run with two batches, as the engine leaves it. */
  private void run() {
    plant(
        """
        INSERT INTO schedule (name, timetable, items_done) VALUES ('cpu-reset', 'every PT1M', 7);
        INSERT INTO run (schedule, planned_for, state, outcome, fired_by, finished_at, batches, work)
        VALUES ('cpu-reset', '2026-01-01T00:00:00Z', 'finished', 'succeeded', 'hk-1', qm_now(), 2, 'built-in cpu-reset');
        INSERT INTO batch (run_id, number, state, slice, node, incarnation, finished_at, items)
        SELECT id, n, 'done', 'x', 'hk-1', gen_random_uuid(), qm_now(), 3
          FROM run, generate_series(1, 2) AS n;
        """);
  }

  /** One that fired and was delivered, and one that was kept quiet. */
  private void alert() {
    plant(
        """
        INSERT INTO alert (dedup_key, name, subject, state, severity, summary, details, labels, started_at, seen_at, fired_at)
        SELECT 'us/N/' || s, 'N', s, 'firing', 'critical', s, '{}', '{}', qm_now(), qm_now(), qm_now()
          FROM unnest(ARRAY['told', 'quiet']) AS s;
        INSERT INTO alert_event (alert_id, seq, at, kind, says) SELECT id, 2, qm_now(), 'fired', 'x' FROM alert;
        INSERT INTO kept_quiet (alert_id, seq, at, by) SELECT id, 3, qm_now(), 'a silence' FROM alert WHERE subject = 'quiet';
        INSERT INTO delivery (alert_id, seq, channel, page_id, page, state, settled_at, others, expires_at)
        SELECT id, 2, 'hook', 'alert-1-2', '{}', 'accepted', qm_now(), '{}', qm_now() FROM alert WHERE subject = 'told';
        """);
  }

  private void plant(String sql) {
    test.database().run(handle -> handle.execute(sql));
  }

  private List<Check> prove() {
    return Invariants.prove(test.database());
  }

  /** Fails unless it alone is broken, so many times. */
  private void isFound(String invariant, long count, String says) {
    List<Check> checks = prove();
    assertThat(checks.stream().filter(Check::isWrong).map(Check::name))
        .as("%s", checks)
        .containsExactly(invariant);
    Check check = checks.stream().filter(Check::isWrong).findFirst().orElseThrow();
    Counterexamples broken = check.broken().orElseThrow();
    assertThat(broken.count()).as("%s", check).isEqualTo(count);
    assertThat(broken.first()).hasSizeBetween(1, 5);
    assertThat(check.detail()).contains(says);
    assertThat(check.mend()).isNotBlank();
  }

  @Test
  void a_sound_database_is_found_sound() {
    assertThat(prove()).allMatch(check -> check.state() == Check.State.OK);
    assertThat(prove().stream().map(Check::name)).isEqualTo(Invariants.NAMES);
  }

  @Test
  void what_is_overdue_is_not_broken() {
    ledger.charge(Duration.ofHours(75));

    assertThat(prove()).allMatch(check -> check.state() == Check.State.OK);
    assertThat(prove().get(1).detail()).contains("20 that ended wait for a run");
  }

  @Test
  void it_is_sound_in_the_middle_of_charging_settling_and_resetting() {
    AtomicBoolean over = new AtomicBoolean();
    List<CompletableFuture<Void>> work =
        List.of(
            until(over, () -> ledger.charge(Duration.ZERO)),
            until(over, () -> ledger.charge(Duration.ofHours(30))),
            until(over, () -> ledger.settle()),
            until(over, () -> ledger.reset((int) (System.nanoTime() % 20))));
    try {
      for (int i = 0; i < 15; i++) {
        assertThat(prove()).allMatch(check -> check.state() == Check.State.OK);
      }
    } finally {
      over.set(true);
      work.forEach(CompletableFuture::join);
    }
    assertThat(prove()).allMatch(check -> check.state() == Check.State.OK);
  }

  private static CompletableFuture<Void> until(AtomicBoolean over, Runnable work) {
    return CompletableFuture.runAsync(
        () -> {
          while (!over.get()) {
            work.run();
          }
        });
  }

  @Test
  void i1_a_ledger_that_is_not_the_sum_of_its_records() {
    plant(
        "DELETE FROM usage_record WHERE ctid = (SELECT min(ctid) FROM usage_record WHERE source = 'web-app')");

    isFound("I1", 2, "periods that differ from the sum of their records");
  }

  @Test
  void i2_periods_that_overlap() {
    plant(
        """
        UPDATE usage_period
           SET period_end = period_end + interval '49 hours', settled_at = period_end + interval '49 hours'
         WHERE ended_by = 'boundary' AND account_id = 1
        """);

    assertThat(prove().get(1).detail())
        .isEqualTo("1 periods that begin before the one before has ended");
  }

  @Test
  void i2_a_period_that_is_settled_too_early_and_one_that_never_will_be() {
    plant(
        "UPDATE usage_period SET settled_at = period_end - interval '1 s' WHERE ended_by = 'boundary'");

    isFound("I2", 20, "20 periods settled before their end");
  }

  @Test
  void i2_a_period_that_no_run_will_settle() {
    plant("UPDATE usage_period SET settled_at = NULL, ended_by = NULL WHERE ended_by = 'boundary'");

    isFound("I2", 20, "20 periods that ended and that no run will ever settle");
  }

  @Test
  void i3_use_that_is_not_shown() {
    plant(
        """
        UPDATE account SET anchor = anchor - interval '1 hour'
         WHERE id = (SELECT min(id) FROM account)
        """);

    // The ledger's row began by the rule of before: what it holds is not shown.
    List<Check> checks = prove();
    assertThat(checks.get(2).isWrong()).isTrue();
    assertThat(checks.get(2).broken().orElseThrow().count()).isEqualTo(1);
    assertThat(checks.get(2).broken().orElseThrow().first().get(0)).contains("the ledger has");
  }

  @Test
  void i4_a_next_reset_in_the_past() {
    plant(
        """
        CREATE OR REPLACE FUNCTION period_at(a account, at timestamptz, OUT period_start timestamptz, OUT period_end timestamptz)
          LANGUAGE sql STABLE AS $$ SELECT at - interval '2 days', at - interval '1 day' $$
        """);

    List<Check> checks = prove();
    assertThat(checks.get(3).isWrong()).isTrue();
    assertThat(checks.get(3).broken().orElseThrow().count()).isEqualTo(20);
    assertThat(checks.get(3).broken().orElseThrow().first().get(0)).contains("as next reset at");
  }

  @Test
  void i4_another_next_reset_stored_than_shown() {
    plant(
        "UPDATE tarpit SET until = until + interval '1 hour' WHERE until > qm_now() AND account_id = 5");

    isFound("I4", 1, "accounts with a next reset that has passed or differs");
  }

  @Test
  void i5_a_batch_done_by_an_attempt_that_was_taken_over() {
    plant(
        "UPDATE batch SET claimed_at = finished_at + interval '1 s', attempt = 2 WHERE number = 1");

    isFound("I5", 1, "batches done by an attempt that was taken over");
  }

  @Test
  void i5_work_without_its_progress_or_its_events() {
    plant("UPDATE schedule SET items_done = 5");
    isFound("I5", 1, "schedules whose progress is less than their batches did");

    plant("UPDATE schedule SET items_done = 6; UPDATE run SET batches = 3");
    isFound("I5", 1, "runs with another number of batches");

    plant(
        "UPDATE run SET batches = 2; DELETE FROM event WHERE id = (SELECT min(id) FROM event WHERE kind = 'tarpit-left')");
    isFound("I5", 1, "times in the tarpit whose events do not fit");
  }

  @Test
  void i5_a_claim_that_outlived_its_run() {
    plant("UPDATE batch SET state = 'claimed' WHERE number = 2");

    isFound("I5", 1, "batches that are still claimed though their run has ended");
  }

  @Test
  void i6_two_runs_of_one_planned_time() {
    plant(
        """
        ALTER TABLE run DROP CONSTRAINT run_schedule_planned_for_key;
        INSERT INTO run (schedule, planned_for, state, fired_by)
        SELECT schedule, planned_for, 'running', 'hk-2' FROM run
        """);

    isFound("I6", 1, "planned times with more than one run");
  }

  @Test
  void i7_an_alert_that_nobody_was_told_of() {
    plant("DELETE FROM delivery");

    isFound("I7", 1, "alerts that fired without a page, and without a word why");
  }

  @Test
  void i7_two_alerts_of_one_cause() {
    plant("DROP INDEX alert_open; UPDATE alert SET dedup_key = 'us/N/one'");

    isFound("I7", 1, "causes with more than one open alert");
  }

  @Test
  void i8_a_trail_that_was_edited_and_one_that_anybody_can_edit() {
    plant(
        "ALTER TABLE audit DISABLE TRIGGER audit_is_append_only; UPDATE audit SET actor = 'eve' WHERE number = 1;"
            + " ALTER TABLE audit ENABLE TRIGGER audit_is_append_only");
    isFound("I8", 1, "the trail was changed");

    plant("ALTER TABLE audit DISABLE TRIGGER audit_is_append_only");
    isFound("I8", 2, "ways to edit the trail");
    plant(
        "ALTER TABLE audit ENABLE TRIGGER audit_is_append_only;"
            + " CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'");
    isFound("I8", 2, "functions of the trail");
    plant("ALTER TABLE audit_head DISABLE TRIGGER audit_head_moves_on");
    isFound("I8", 3, "ways to edit the trail");
  }

  @Test
  void a_check_that_fails_by_itself_hides_no_other() {
    plant("DROP TABLE audit CASCADE; DROP FUNCTION period_at CASCADE");

    List<Check> checks = prove();

    assertThat(checks.stream().map(Check::name)).isEqualTo(Invariants.NAMES);
    assertThat(checks.get(7).detail()).contains("the check itself failed").contains("audit");
    assertThat(checks.get(2).detail()).contains("the check itself failed");
    assertThat(checks.get(0).state()).isEqualTo(Check.State.OK);
  }
}
