package dev.quartermaster.jobs.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.proof.Claim;
import dev.quartermaster.jobs.proof.RunClaims;
import dev.quartermaster.quota.account.AccountView;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.proof.LedgerClaims;
import java.util.Map;

/** The invariants, proved from the database alone; each in one statement, and so at one instant. */
public final class Proof {

  private final Database database;

  public Proof(Database database) {
    this.database = database;
  }

  /** What holds at every instant, whoever is at work or was just killed. */
  public void holds() {
    none(
        "I1: periods whose sums differ from their records",
        """
        SELECT account_id, period_start
          FROM usage_period u
          FULL JOIN (SELECT account_id, period_start,
                            sum(cpu_us) FILTER (WHERE charged) AS charged,
                            sum(cpu_us) FILTER (WHERE NOT charged) AS metered
                       FROM usage_record GROUP BY account_id, period_start) AS r
               USING (account_id, period_start)
         WHERE u.charged_us IS DISTINCT FROM coalesce(r.charged, 0)
            OR u.metered_us IS DISTINCT FROM coalesce(r.metered, 0)
        """);
    LedgerClaims.PERIODS.forEach(this::none);
    RunClaims.BATCHES.forEach(this::none);
    RunClaims.RUNS.forEach(this::none);
    none(
        "I5: the record has as many items as there are settled periods",
        """
        SELECT recorded, settled
          FROM (SELECT coalesce(sum(items), 0) AS recorded
                  FROM batch JOIN run ON run.id = run_id
                 WHERE schedule = 'cpu-reset' AND batch.state = 'done') AS b,
               (SELECT count(*) AS settled FROM usage_period WHERE ended_by = 'boundary') AS u
         WHERE recorded <> settled
        """);
    none(
        "I5: tarpit rows and releases disagree",
        """
        SELECT account_id, period_start
          FROM (SELECT account_id, period_start, count(*) AS entered FROM event
                 WHERE kind = 'tarpit-entered' GROUP BY account_id, period_start) AS e
          FULL JOIN (SELECT account_id, period_start, count(*) AS released FROM event
                      WHERE kind = 'tarpit-left' GROUP BY account_id, period_start) AS l
               USING (account_id, period_start)
          FULL JOIN tarpit t USING (account_id, period_start)
         WHERE entered IS DISTINCT FROM 1
            OR coalesce(released, 0) + (CASE WHEN t.account_id IS NULL THEN 0 ELSE 1 END) <> 1
        """);
    none(
        "I6: planned times with two runs, or off the timetable",
        """
        SELECT planned_for FROM run GROUP BY schedule, planned_for
        HAVING count(*) > 1
            OR (schedule = 'cpu-reset' AND extract(epoch FROM planned_for)::numeric %% %d <> 0)
        """
            .formatted(Often.EVERY.toSeconds()));
  }

  /** What holds when nothing is left to do. */
  public void isIdle() {
    holds();
    none(
        "overdue periods",
        "SELECT FROM usage_period WHERE settled_at IS NULL AND period_end <= qm_now()");
    none("late periods in the queue", "SELECT FROM late_period");
    none("accounts in the tarpit past their time", "SELECT FROM tarpit WHERE until <= qm_now()");
  }

  /** What holds when nothing is left to do, and nothing failed. */
  void isDone(int periods) {
    isIdle();
    assertThat(count("SELECT count(*) FROM usage_period WHERE settled_at IS NOT NULL"))
        .isEqualTo(periods);
    none("batches left over", "SELECT FROM batch WHERE state <> 'done'");
  }

  /** I3 and I4: what people see is right, whether or not the job has run. */
  void shows(Map<Username, CpuTime> used) {
    used.forEach(
        (username, expected) -> {
          AccountView view =
              database.transaction(handle -> Accounts.find(handle, username)).orElseThrow();
          assertThat(view.usage().used()).as("used by %s", username).isEqualTo(expected);
          assertThat(view.nextReset()).isAfter(view.asOf());
          assertThat(view.inTarpit()).isFalse();
        });
  }

  public long count(String sql) {
    return database.transaction(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  private void none(Claim claim) {
    none(claim.says(), claim.counterexamples());
  }

  /** That a query for counterexamples finds none. */
  public void none(String what, String sql) {
    assertThat(count("SELECT count(*) FROM (" + sql + ") AS counterexample")).as(what).isZero();
  }
}
