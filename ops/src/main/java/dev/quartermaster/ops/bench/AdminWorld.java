package dev.quartermaster.ops.bench;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.ops.bulk.BulkHands;
import dev.quartermaster.ops.bulk.BulkRun;
import dev.quartermaster.quota.bulk.Chosen;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Accounts whose periods run; each second one has used something, one in ten of those too much. */
final class AdminWorld {

  private static final String KEPT =
      "id, username, username_key, plan, anchor, zone, period_months, period_days, created_at";

  private final Scratch scratch;
  private Instant laid = Instant.EPOCH;

  private AdminWorld(Scratch scratch) {
    this.scratch = scratch;
  }

  /** Registers them. */
  static AdminWorld of(Scratch scratch, int accounts) {
    Overdue.lay(scratch.database(), accounts);
    scratch
        .database()
        .run(
            handle ->
                handle.execute("CREATE UNLOGGED TABLE bench.account AS SELECT * FROM account"));
    return new AdminWorld(scratch);
  }

  Database database() {
    return scratch.database();
  }

  /** Accounts and ledger as before any act, without a trace of what was done to them. */
  void lay() {
    // Whoever begins a period from now on is fresh, whatever is done.
    laid = database().transaction(DatabaseClock::now);
    database()
        .run(
            handle -> {
              handle.execute(
                  "TRUNCATE account, past_rule, forced_reset, usage_period, usage_record, usage_report, late_period,"
                      + " tarpit, event, allowance_grant, usage_daily, api_token, reset_request, bulk_operation, bulk_portion");
              handle.execute(
                  "INSERT INTO account (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM bench.account ORDER BY id"
                      .formatted(KEPT, KEPT));
              handle.execute(
                  """
                  SELECT make_partition('usage_period', month::date, 'WITH (fillfactor = 70)')
                    FROM unnest(ARRAY[date_trunc('month', qm_now() - interval '1 day'), date_trunc('month', qm_now())]) AS month
                  """);
              handle.execute(
                  """
                  INSERT INTO usage_period (account_id, period_start, period_end, allowance_us, charged_us)
                  SELECT a.id, t.period_start, t.period_end, 100000000,
                         CASE WHEN a.id % 20 = 0 THEN 150000000 ELSE 1 + a.id % 90000000 END
                    FROM account a CROSS JOIN LATERAL period_at(a, qm_now()) AS t
                   WHERE a.id % 2 = 0
                  """);
              handle.execute(
                  """
                  INSERT INTO tarpit (account_id, period_start, since, until)
                  SELECT account_id, period_start, qm_now(), period_end
                    FROM usage_period WHERE charged_us > allowance_us
                  """);
            });
    scratch.comeToRest();
  }

  /** In bulk; the time of each batch counts from before its first lock until it is committed. */
  Measured inBulk(AdminWay way) {
    List<Duration> held = Collections.synchronizedList(new ArrayList<>());
    long wal = scratch.walBytes();
    Stopwatch stopwatch = Stopwatch.start();
    BulkRun run = new BulkRun(database());
    BulkRun.Begun begun = run.begin(way.act(), new Chosen.All(), "bench");
    long changed =
        new BulkHands(run, BulkHands.NUMBER, progress -> {}, held::add)
            .work(begun.operation())
            .changed()
            .orElseThrow();
    return new Measured(stopwatch.elapsed(), changed, scratch.walBytes() - wal, List.copyOf(held));
  }

  /** By the one statement, which holds all its locks to its end. */
  Measured byStatement(AdminWay way) {
    long wal = scratch.walBytes();
    Stopwatch stopwatch = Stopwatch.start();
    long changed = database().transaction(handle -> handle.execute(way.statement()));
    return new Measured(stopwatch.elapsed(), changed, scratch.walBytes() - wal, List.of());
  }

  /** Fails unless both ways leave every account as the arithmetic has it. */
  void verify(AdminWay way, String side) {
    List<String> complaints =
        database()
            .transaction(
                handle ->
                    handle
                        .createQuery(
                            """
                            SELECT n || ' ' || what FROM (
                              SELECT count(*) AS n, 'ledger rows with other bounds than the arithmetic' AS what
                                FROM usage_period u JOIN account a ON a.id = u.account_id
                               CROSS JOIN LATERAL period_at(a, u.period_start) AS t
                               WHERE (u.period_start, u.period_end) <> (t.period_start, t.period_end)
                              UNION ALL
                              SELECT count(*), 'accounts left as they were'
                                FROM account a JOIN bench.account b USING (id)
                               WHERE CASE WHEN NOT :reset THEN a.anchor = b.anchor
                                          ELSE a.last_reset_at IS NULL
                                               AND EXISTS (SELECT FROM usage_period u
                                                            WHERE u.account_id = a.id AND u.settled_at IS NULL
                                                              AND u.period_end > qm_now() AND u.period_start < :laid) END
                              UNION ALL
                              SELECT count(*), 'in the tarpit who should not be' FROM tarpit WHERE :reset AND until > qm_now()
                                 AND NOT EXISTS (SELECT FROM usage_period u WHERE u.account_id = tarpit.account_id
                                                    AND u.period_start = tarpit.period_start AND u.settled_at IS NULL)
                            ) AS checks WHERE n > 0
                            """)
                        .bind("reset", way == AdminWay.RESET)
                        .bind("laid", laid)
                        .mapTo(String.class)
                        .list());
    if (!complaints.isEmpty()) {
      throw new NotVerified(way.title() + ", " + side, complaints);
    }
  }
}
