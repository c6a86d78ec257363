package dev.quartermaster.quota.bulk;

import dev.quartermaster.db.BigintArray;
import dev.quartermaster.quota.tarpit.Tarpit;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Ends the periods that portions list, as {@link dev.quartermaster.quota.reset.ForcedReset} does.
 */
final class Resetting {

  /**
   * Parts of a statement that end the periods in {@code open} and tell of it; their result is
   * {@code ended}.
   */
  static final String ENDED =
      """
      ended AS (
        UPDATE usage_period u
           SET period_end = least(u.period_end, qm_now()), settled_at = qm_now(),
               ended_by = CASE WHEN u.period_end <= qm_now() THEN 'boundary' ELSE 'reset' END
          FROM open o
         WHERE u.account_id = o.account_id AND u.period_start = o.period_start
           AND u.settled_at IS NULL
        RETURNING u.account_id, u.period_start, u.period_end, u.ended_by),
      noted AS (
        INSERT INTO forced_reset (account_id, at, reason)
        SELECT account_id, period_end, :reason FROM ended WHERE ended_by = 'reset'),
      told AS (
        INSERT INTO event (account_id, kind, period_start, detail)
        SELECT account_id, 'reset', period_start, :reason FROM ended WHERE ended_by = 'reset')""";

  private Resetting() {}

  /**
   * Within the caller's transaction.
   *
   * @return how many accounts there was anything to do for
   */
  static int reset(Handle handle, Claim claim, Operation operation) {
    Holding.hold(handle, claim);
    List<Ended> ended = end(handle, claim, operation);
    Tarpit.leave(handle, ended.stream().map(Ended::account).toList());
    return (int) ended.stream().filter(Ended::counts).count();
  }

  /**
   * An account of which periods ended.
   *
   * @param counts whether no range of the operation has a period of it: that one counts
   */
  private record Ended(long account, boolean counts) {}

  /**
   * Each period by primary key, in the order in which all writers lock ledger rows. One that ended
   * meanwhile is settled as at its boundary: its account is fresh without a reset. A period that
   * began after the operation is not among them, so no account is reset twice.
   */
  private static List<Ended> end(Handle handle, Claim claim, Operation operation) {
    return claim
        .bind(
            handle.createQuery(
                """
                WITH open AS MATERIALIZED (
                  SELECT u.account_id, u.period_start
                    FROM (SELECT unnest(accounts) AS account_id, unnest(starts) AS start_us
                            FROM bulk_portion
                           WHERE operation = :operation AND nth = ANY (:portions)) AS w
                    JOIN usage_period u ON u.account_id = w.account_id AND u.period_start = at_us(w.start_us)
                   WHERE u.settled_at IS NULL AND u.period_start < qm_now()
                   ORDER BY date_trunc('month', u.period_start AT TIME ZONE 'UTC'), u.period_end, u.account_id),
                %s,
                renewed AS (
                  UPDATE account a
                     SET last_reset_at = e.period_end
                    FROM ended e
                   WHERE a.id = e.account_id AND e.ended_by = 'reset')
                SELECT account_id,
                       NOT EXISTS (SELECT FROM bulk_portion WHERE operation = :operation AND first_id IS NOT NULL)
                       OR NOT EXISTS (SELECT FROM usage_period r
                                       WHERE r.account_id = e.account_id AND r.period_start >= at_us(:oldest)
                                         AND r.period_start < at_us(:began)
                                         AND (r.period_end > at_us(:began)
                                              OR (r.period_end = at_us(:began) AND r.ended_by = 'reset'))) AS counts
                  FROM (SELECT DISTINCT account_id FROM ended) AS e
                """
                    .formatted(ENDED)))
        .bind("oldest", ResettingRange.oldest(operation))
        .bind("began", BigintArray.micros(operation.began().when().at()))
        .bind("reason", operation.began().reason())
        .map((row, context) -> new Ended(row.getLong(1), row.getBoolean(2)))
        .list();
  }
}
