package dev.quartermaster.jobs.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.jobs.pace.Waiting;
import dev.quartermaster.quota.expiry.ExpiryRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The jobs of the quota as the engine drives them: cut, work, split, leave out. */
class QuotaJobsTest {

  private Household given;

  @BeforeEach
  void open() {
    given = new Household(QuotaJobsTest.class, "2024-05-03T09:00:00Z");
  }

  @AfterEach
  void close() {
    given.close();
  }

  @Test
  void three_accounts_that_fail_among_forty_are_found_by_halving_and_the_others_are_settled() {
    CpuReset job = new CpuReset();
    for (int i = 0; i < 40; i++) {
      given.used("user-" + i, 1);
    }
    poison("UPDATE", "usage_period", "NEW.settled_at IS NOT NULL AND NEW.account_id IN (5, 6, 31)");
    given.clockAt("2024-05-04T09:00:00Z");
    String slice = given.cut(job, Optional.empty(), 1_000).orElseThrow();

    List<String> failed = failing(job, slice);

    assertThat(failed)
        .containsExactly(
            "user-4 period 2024-05-04T00:00:00Z",
            "user-5 period 2024-05-04T00:00:00Z",
            "user-30 period 2024-05-04T00:00:00Z");
    assertThat(waiting(job)).contains(new Waiting(3, Duration.ofHours(9)));
    assertThat(given.violations(job)).isEqualTo(3);
    Set<String> aside = Set.copyOf(failed);
    assertThat(given.database.<Long>transaction(handle -> job.work(handle, slice, aside))).isZero();
    given.execute("DROP TRIGGER poison ON usage_period");
    assertThat(given.work(job, 1_000)).isEqualTo(3);
  }

  @Test
  void a_report_that_cannot_be_rolled_up_is_found_and_the_others_land() {
    UsageRollup job = new UsageRollup();
    for (int i = 1; i <= 9; i++) {
      given.used("user-" + i, i);
    }
    poison("UPDATE", "usage_report", "NEW.rolled_up AND NEW.sequence = 4");
    String slice = given.cut(job, Optional.empty(), 1_000).orElseThrow();

    assertThat(failing(job, slice)).containsExactly("host-1 4");

    assertThat(waiting(job)).contains(new Waiting(1, Duration.ZERO));
    assertThat(given.one("SELECT sum(cpu_us)::bigint FROM usage_daily", Long.class))
        .isEqualTo(41_000_000);
    given.clockAt("2024-05-03T10:00:01Z");
    assertThat(given.violations(job)).isEqualTo(1);
  }

  @Test
  void plan_changes_applies_what_is_due_and_leaves_periods_to_the_reset() {
    PlanChanges job = new PlanChanges();
    given.plan("paid", 500);
    given.used("ada", 120);
    given.execute(
        """
        UPDATE account SET pending_plan = 'paid', pending_from = '2024-05-04T01:00Z';
        INSERT INTO allowance_grant (account_id, extra_us, until) SELECT id, 1, '2024-05-04T02:00Z' FROM account;
        """);
    assertThat(given.cut(job, Optional.empty(), 10)).isEmpty();
    given.clockAt("2024-05-04T09:00:00Z");
    assertThat(waiting(job)).contains(new Waiting(2, Duration.ofHours(8)));
    assertThat(given.violations(job)).isEqualTo(2);

    assertThat(given.work(job, 10)).isEqualTo(2);

    assertThat(given.texts("SELECT plan FROM account")).containsExactly("paid");
    assertThat(given.one("SELECT count(*) FROM usage_period WHERE settled_at IS NULL", Long.class))
        .isEqualTo(1);
    assertThat(waiting(job)).contains(new Waiting(0, Duration.ZERO));
    assertThat(given.violations(job)).isZero();
  }

  @Test
  void a_change_is_applied_once_whichever_of_the_two_jobs_has_cut_it() {
    PlanChanges changes = new PlanChanges();
    CpuReset reset = new CpuReset();
    given.plan("paid", 500);
    given.account("ada");
    given.execute("UPDATE account SET pending_plan = 'paid', pending_from = '2024-05-03T10:00Z'");
    given.clockAt("2024-05-03T11:00:00Z");
    String one = given.cut(changes, Optional.empty(), 10).orElseThrow();
    String other = given.cut(reset, Optional.empty(), 10).orElseThrow();

    long applied =
        given.database.transaction(handle -> changes.work(handle, one))
            + given.database.transaction(handle -> reset.work(handle, other));

    assertThat(applied).isEqualTo(1);
    assertThat(given.texts("SELECT kind FROM event")).containsExactly("plan-changed");
  }

  @Test
  void the_sweep_goes_over_all_accounts_and_counts_those_that_had_drifted() {
    TarpitSweep job = new TarpitSweep();
    for (int i = 0; i < 10; i++) {
      given.used("user-" + i, i < 5 ? 120 : 1);
    }
    given.execute("DELETE FROM tarpit WHERE account_id IN (1, 2, 3)");
    given.execute("DELETE FROM event WHERE account_id IN (4)");
    assertThat(given.violations(job)).isEqualTo(3);

    assertThat(given.work(job, 3)).isEqualTo(4);

    assertThat(given.violations(job)).isZero();
    assertThat(given.one("SELECT count(*) FROM tarpit", Long.class)).isEqualTo(5);
    assertThat(given.one("SELECT count(*) FROM event WHERE kind = 'tarpit-entered'", Long.class))
        .isEqualTo(5);
    assertThat(given.work(job, 3)).isZero();
  }

  @Test
  void an_account_that_the_sweep_cannot_mend_is_found_and_the_others_are_mended() {
    TarpitSweep job = new TarpitSweep();
    for (int i = 1; i <= 20; i++) {
      given.used("user-" + i, 120);
    }
    given.execute("UPDATE tarpit SET until = until + interval '1 day'");
    poison("DELETE", "tarpit", "OLD.account_id = 7");
    String slice = given.cut(job, Optional.empty(), 100).orElseThrow();

    assertThat(failing(job, slice)).containsExactly("user-7");

    assertThat(given.one("SELECT count(*) FROM tarpit WHERE until > '2024-05-04'", Long.class))
        .isEqualTo(1);
    assertThat(
            given.database.<Long>transaction(
                handle -> job.work(handle, slice, Set.of("user-7", "nobody"))))
        .isZero();
  }

  @Test
  void accounts_that_nobody_uses_are_warned_and_expire() {
    ExpireUnregistered job =
        new ExpireUnregistered(new ExpiryRule("free", Duration.ofDays(90), Duration.ofDays(7)));
    for (int i = 0; i < 10; i++) {
      given.used("user-" + i, 1);
    }
    given.clockAt("2024-09-01T00:00:00Z");
    given.used("user-3", 1);

    assertThat(given.work(job, 3)).isEqualTo(9);
    given.clockAt("2024-09-11T00:00:00Z");
    assertThat(given.violations(job)).isEqualTo(9);
    assertThat(given.work(job, 3)).isEqualTo(9);
    assertThat(given.violations(job)).isZero();
    assertThat(given.work(job, 3)).isZero();

    assertThat(given.one("SELECT count(*) FROM account WHERE expired_at IS NOT NULL", Long.class))
        .isEqualTo(9);
  }

  @Test
  void the_canary_writes_down_which_run_came_by_and_is_missed_after_three_minutes() {
    Canary job = new Canary();
    given.execute(
        "INSERT INTO run (schedule, planned_for, state, fired_by) VALUES ('canary', qm_now(), 'running', 'hk-1')");

    assertThat(given.work(job, 1)).isEqualTo(1);

    assertThat(
            given.one(
                "SELECT run_id = (SELECT id FROM run) AND beats = 1 FROM canary", Boolean.class))
        .isTrue();
    given.clockAt("2024-05-03T09:02:59Z");
    assertThat(given.violations(job)).isZero();
    given.clockAt("2024-05-03T09:03:00Z");
    assertThat(given.violations(job)).isEqualTo(1);
  }

  /** What the engine does with a slice that fails: the names of the items that fail alone. */
  private List<String> failing(BatchedJob job, String slice) {
    try {
      given.database.run(handle -> job.work(handle, slice));
      return List.of();
    } catch (RuntimeException e) {
      List<String> parts = given.database.transaction(handle -> job.split(handle, slice));
      List<String> failing = new ArrayList<>();
      parts.forEach(part -> failing.addAll(failing(job, part)));
      return parts.isEmpty()
          ? given.database.transaction(handle -> job.item(handle, slice)).stream().toList()
          : failing;
    }
  }

  private void poison(String what, String table, String when) {
    given.execute(
        """
        CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql
          AS $$ BEGIN RAISE EXCEPTION 'no luck'; END $$;
        CREATE TRIGGER poison BEFORE %s ON %s FOR EACH ROW WHEN (%s) EXECUTE FUNCTION poison();
        """
            .formatted(what, table, when));
  }

  private Optional<Waiting> waiting(BatchedJob job) {
    return given.database.transaction(job::waiting);
  }
}
