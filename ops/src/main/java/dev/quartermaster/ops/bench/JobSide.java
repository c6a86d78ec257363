package dev.quartermaster.ops.bench;

import dev.quartermaster.quota.period.Backlog;
import java.util.ArrayList;
import java.util.List;

/** The product's own job, over ledger rows and tarpit rows as charging has left them. */
final class JobSide implements Side {

  /** Ledger rows lie in the order of their first charge, tarpit rows in that of their last. */
  private static final List<String> INSERTS =
      List.of(
          """
          INSERT INTO usage_period (account_id, period_start, period_end, allowance_us, charged_us)
          SELECT account_id, period_start, period_end, allowance_us, charged_us
            FROM bench.overdue
           WHERE on_a_quiet_day OR :everyone
           ORDER BY first_charge_at
          """,
          """
          INSERT INTO tarpit (account_id, period_start, since, until)
          SELECT account_id, period_start, last_charge_at, period_end
            FROM bench.overdue
           WHERE over AND (on_a_quiet_day OR :everyone)
           ORDER BY last_charge_at
          """,
          """
          INSERT INTO event (account_id, at, kind, period_start)
          SELECT account_id, last_charge_at, 'tarpit-entered', period_start
            FROM bench.overdue
           WHERE over AND (on_a_quiet_day OR :everyone)
           ORDER BY last_charge_at
          """);

  private final Way way;
  private final boolean everyone;
  private final Scratch scratch;

  private JobSide(Way way, boolean everyone, Scratch scratch) {
    this.way = way;
    this.everyone = everyone;
    this.scratch = scratch;
  }

  /** Every account has usage in the period that ended. */
  static JobSide busyDay(Scratch scratch) {
    return new JobSide(Way.JOB, true, scratch);
  }

  /** One account in twenty has. */
  static JobSide quietDay(Scratch scratch) {
    return new JobSide(Way.QUIET_JOB, false, scratch);
  }

  @Override
  public Way way() {
    return way;
  }

  @Override
  public void lay() {
    clear();
    scratch
        .database()
        .run(
            handle -> {
              INSERTS.forEach(
                  insert -> handle.createUpdate(insert).bind("everyone", everyone).execute());
              handle.execute(
                  "UPDATE settled_through SET at = (SELECT min(period_end) - interval '1 hour' FROM bench.overdue)");
            });
  }

  @Override
  public Measured measure() {
    return new RealRun(scratch).measure();
  }

  /** What the database has now beside what was laid. */
  private record Found(
      long periods, long settled, long items, long tarpit, long releases, boolean usageKept) {}

  @Override
  public void verify() {
    Found wanted = wanted();
    Found found = found();
    List<String> complaints = new ArrayList<>();
    if (!found.equals(wanted)) {
      complaints.add("wanted %s, found %s".formatted(wanted, found));
    }
    long backlog = scratch.database().transaction(Backlog::now).periods();
    if (backlog != 0) {
      complaints.add("%d periods are still overdue".formatted(backlog));
    }
    if (!complaints.isEmpty()) {
      throw new NotVerified(way.title(), complaints);
    }
  }

  private Found wanted() {
    return scratch
        .database()
        .transaction(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT count(*) AS periods, count(*) FILTER (WHERE over) AS over
                          FROM bench.overdue
                         WHERE on_a_quiet_day OR :everyone
                        """)
                    .bind("everyone", everyone)
                    .map(
                        (row, context) ->
                            new Found(
                                row.getLong("periods"),
                                row.getLong("periods"),
                                row.getLong("periods"),
                                0,
                                row.getLong("over"),
                                true))
                    .one());
  }

  /** A period that two batches had settled would count among the items of both. */
  private Found found() {
    return scratch
        .database()
        .transaction(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT u.*,
                               (SELECT coalesce(sum(items), 0) FROM batch WHERE state = 'done') AS items,
                               (SELECT count(*) FROM tarpit) AS tarpit,
                               (SELECT count(DISTINCT (account_id, period_start)) FROM event WHERE kind = 'tarpit-left')
                                 AS releases,
                               (SELECT count(*) FROM event WHERE kind = 'tarpit-left') AS told
                          FROM (SELECT count(*) AS periods,
                                       count(*) FILTER (WHERE u.settled_at IS NOT NULL AND u.ended_by = 'boundary') AS settled,
                                       count(*) FILTER (WHERE u.charged_us = o.charged_us) AS kept
                                  FROM usage_period u
                                  LEFT JOIN bench.overdue o USING (account_id, period_start)) AS u
                        """)
                    .map(
                        (row, context) ->
                            new Found(
                                row.getLong("periods"),
                                row.getLong("settled"),
                                row.getLong("items"),
                                row.getLong("tarpit"),
                                row.getLong("releases") == row.getLong("told")
                                    ? row.getLong("releases")
                                    : -1,
                                row.getLong("kept") == row.getLong("periods")))
                    .one());
  }

  @Override
  public void clear() {
    scratch
        .database()
        .run(
            handle ->
                handle.execute(
                    """
                    TRUNCATE usage_period, late_period, usage_record, usage_report, tarpit, event, run, run_log, batch, backlog_sample
                    """));
  }
}
