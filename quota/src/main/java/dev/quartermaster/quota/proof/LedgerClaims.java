package dev.quartermaster.quota.proof;

import dev.quartermaster.db.proof.Claim;
import java.util.List;

/** The claims about the ledger. Each reads tables of the ledger once, whatever their size. */
public final class LedgerClaims {

  /** I1, of everything that is kept: what is rolled up and what waits for it is the ledger. */
  public static final Claim UNEQUAL_HISTORY =
      new Claim(
          "periods that differ from what was accepted for them",
          """
          SELECT format('account %s, period of %s: ledger %s + %s, history %s + %s', account_id, period_start,
                        u.charged_us, u.metered_us, h.charged_us, h.metered_us)
            FROM usage_period u
            FULL JOIN (SELECT account_id, period_start,
                              coalesce(sum(cpu_us) FILTER (WHERE charged), 0) AS charged_us,
                              coalesce(sum(cpu_us) FILTER (WHERE NOT charged), 0) AS metered_us
                         FROM (SELECT account_id, period_start, charged, cpu_us FROM usage_daily
                               UNION ALL
                               SELECT account_id, period_start, charged, cpu_us
                                 FROM usage_record JOIN usage_report USING (reporter, sequence, received_at)
                                WHERE NOT rolled_up) AS used
                        GROUP BY account_id, period_start) AS h USING (account_id, period_start)
           WHERE (u.charged_us, u.metered_us) IS DISTINCT FROM (h.charged_us, h.metered_us)
          """);

  /**
   * I1, of the records themselves: of periods since the oldest month of which they are kept, for
   * those have all of theirs.
   */
  public static final Claim UNEQUAL_RECORDS =
      new Claim(
          "periods that differ from the sum of their records",
          """
          WITH kept AS MATERIALIZED (
            SELECT min(to_date(right(c.relname, 6), 'YYYYMM'))::timestamp AT TIME ZONE 'UTC' AS since
              FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
             WHERE i.inhparent = to_regclass('usage_record'))
          SELECT format('account %s, period of %s: ledger %s + %s, records %s + %s', account_id, period_start,
                        u.charged_us, u.metered_us, r.charged_us, r.metered_us)
            FROM (SELECT * FROM usage_period WHERE period_start >= (SELECT since FROM kept)) AS u
            FULL JOIN (SELECT account_id, period_start,
                              coalesce(sum(cpu_us) FILTER (WHERE charged), 0) AS charged_us,
                              coalesce(sum(cpu_us) FILTER (WHERE NOT charged), 0) AS metered_us
                         FROM usage_record WHERE period_start >= (SELECT since FROM kept)
                        GROUP BY account_id, period_start) AS r USING (account_id, period_start)
           WHERE (u.charged_us, u.metered_us) IS DISTINCT FROM (r.charged_us, r.metered_us)
          """);

  /** I2. By the primary key. */
  public static final Claim OVERLAPS =
      new Claim(
          "periods that begin before the one before has ended",
          """
          SELECT format('account %s: the period of %s begins before %s', account_id, period_start, last_end)
            FROM (SELECT account_id, period_start,
                         max(period_end) OVER (PARTITION BY account_id ORDER BY period_start
                                               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS last_end
                    FROM usage_period) AS p
           WHERE period_start < last_end
          """);

  /** I2: nothing is settled before its time, or by a reset that is not on record. */
  public static final Claim SETTLED_WRONGLY =
      new Claim(
          "periods settled before their end, or by a reset that nobody asked for",
          """
          SELECT format('account %s: the period of %s to %s is settled at %s by %s', account_id, period_start,
                        period_end, settled_at, ended_by)
            FROM usage_period u
           WHERE settled_at < period_end
              OR (ended_by = 'reset' AND NOT EXISTS (SELECT FROM forced_reset f
                                                      WHERE f.account_id = u.account_id AND f.at = u.period_end))
          """);

  /**
   * I2: what has ended is settled by some run to come. Runs look from settled_through on, and at
   * what is queued as late: what lies outside of both stays open for ever.
   */
  public static final Claim NEVER_SETTLED =
      new Claim(
          "periods that ended and that no run will ever settle",
          """
          SELECT format('account %s: the period of %s ended at %s, is open, and is not queued', account_id,
                        period_start, period_end)
            FROM usage_period u
           WHERE settled_at IS NULL AND period_end <= (SELECT at FROM settled_through)
             AND NOT EXISTS (SELECT FROM late_period l
                              WHERE l.account_id = u.account_id AND l.period_start = u.period_start)
          """);

  /**
   * I5: each time into the tarpit is told, and each time out of it, in turn. Events that were
   * forgotten tell nothing: of what began before the oldest that is left, nothing is claimed.
   */
  public static final Claim UNEVEN_EVENTS =
      new Claim(
          "times in the tarpit whose events do not fit",
          """
          WITH kept AS MATERIALIZED (
            SELECT CASE WHEN tx = '0' THEN '-infinity'
                        ELSE coalesce((SELECT at FROM event ORDER BY event.tx, id LIMIT 1), 'infinity') END AS since
              FROM feed_start)
          SELECT format('account %s, period of %s: %s in, %s out, in it now %s', account_id, period_start, e.entered,
                        e.left_it, t.account_id IS NOT NULL)
            FROM (SELECT account_id, period_start, count(*) FILTER (WHERE kind = 'tarpit-entered') AS entered,
                         count(*) FILTER (WHERE kind = 'tarpit-left') AS left_it
                    FROM event WHERE kind IN ('tarpit-entered', 'tarpit-left') GROUP BY account_id, period_start) AS e
            FULL JOIN tarpit t USING (account_id, period_start)
           WHERE coalesce(e.entered - e.left_it, 0) <> CASE WHEN t.account_id IS NULL THEN 0 ELSE 1 END
             AND period_start >= (SELECT since FROM kept)
          """);

  /** Of I1: a period holds what was accepted for it. */
  public static final List<Claim> SUMS = List.of(UNEQUAL_HISTORY, UNEQUAL_RECORDS);

  /** Of I2: periods do not overlap, and each is settled once. */
  public static final List<Claim> PERIODS = List.of(OVERLAPS, SETTLED_WRONGLY, NEVER_SETTLED);

  private LedgerClaims() {}
}
