package dev.quartermaster.ops.bench;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A bench that measured work which was not done would be worse than none. */
class VerificationTest {

  private static Scratch scratch;

  @BeforeAll
  static void layAccounts() {
    scratch = Scratch.open();
    Overdue.lay(scratch.database(), 1_000);
  }

  @AfterAll
  static void remove() {
    scratch.close();
  }

  @Test
  void periods_that_nobody_settled_are_found() {
    JobSide side = JobSide.busyDay(scratch);
    side.lay();

    assertThatThrownBy(side::verify)
        .isInstanceOf(NotVerified.class)
        .hasMessageContaining("1000 periods are still overdue");
  }

  @Test
  void a_period_that_was_settled_outside_the_run_is_found() {
    JobSide side = JobSide.busyDay(scratch);
    side.lay();
    execute(
        "UPDATE usage_period SET settled_at = now(), ended_by = 'boundary' WHERE account_id = 7");
    side.measure();

    assertThatThrownBy(side::verify)
        .isInstanceOf(NotVerified.class)
        .hasMessageContaining("items=999");
  }

  @Test
  void usage_that_was_lost_is_found() {
    JobSide side = JobSide.busyDay(scratch);
    side.lay();
    side.measure();
    execute("UPDATE usage_period SET charged_us = charged_us + 1 WHERE account_id = 7");

    assertThatThrownBy(side::verify)
        .isInstanceOf(NotVerified.class)
        .hasMessageContaining("usageKept=false");
  }

  @Test
  void a_release_that_was_told_twice_is_found() {
    JobSide side = JobSide.busyDay(scratch);
    side.lay();
    side.measure();
    execute(
        "INSERT INTO event (account_id, kind, period_start) SELECT account_id, kind, period_start FROM event WHERE kind = 'tarpit-left' LIMIT 1");

    assertThatThrownBy(side::verify)
        .isInstanceOf(NotVerified.class)
        .hasMessageContaining("releases=-1");
  }

  @Test
  void an_account_that_the_statement_left_out_is_found() {
    StatementSide side = new StatementSide(scratch);
    side.lay();
    execute("UPDATE plain.account SET next_reset = next_reset + interval '3 days' WHERE id = 7");
    side.measure();

    assertThatThrownBy(side::verify)
        .isInstanceOf(NotVerified.class)
        .hasMessageContaining("1 periods are not in the ledger")
        .hasMessageContaining("1 accounts are not reset");
  }

  @Test
  void an_account_that_the_loop_left_out_is_found() {
    LoopSide side = new LoopSide(new Sample(scratch, 100));
    side.lay();
    execute("UPDATE plain.account SET next_reset = next_reset + interval '3 days' WHERE id = 7");
    side.measure();

    assertThatThrownBy(side::verify)
        .isInstanceOf(NotVerified.class)
        .hasMessageContaining("1 periods are not in the ledger");
  }

  @Test
  void a_release_that_the_loop_told_twice_is_found() {
    LoopSide side = new LoopSide(new Sample(scratch, 100));
    side.lay();
    side.measure();
    execute("INSERT INTO plain.event SELECT * FROM plain.event LIMIT 1");

    assertThatThrownBy(side::verify)
        .isInstanceOf(NotVerified.class)
        .hasMessageContaining("1 releases are not told once");
  }

  @Test
  void a_task_that_failed_is_found() {
    DbSchedulerSide side = new DbSchedulerSide(new Sample(scratch, 100), 2);
    side.lay();
    execute("ALTER TABLE plain.ledger ADD CONSTRAINT not_7 CHECK (account <> 7)");
    side.measure();
    execute("ALTER TABLE plain.ledger DROP CONSTRAINT not_7");

    assertThatThrownBy(side::verify)
        .isInstanceOf(NotVerified.class)
        .hasMessageContaining("1 periods are not in the ledger")
        .hasMessageContaining("1 rows are left in db_scheduler.scheduled_tasks");
  }

  @Test
  void an_account_that_a_trigger_left_out_is_found() {
    QuartzSide side = new QuartzSide(new Sample(scratch, 100));
    side.lay();
    execute("UPDATE plain.account SET next_reset = next_reset + interval '3 days' WHERE id = 7");
    side.measure();

    assertThatThrownBy(side::verify)
        .isInstanceOf(NotVerified.class)
        .hasMessageContaining("1 accounts are not reset");
  }

  private static void execute(String statement) {
    scratch.database().run(handle -> handle.execute(statement));
  }
}
