package dev.quartermaster.quota.bulk;

import dev.quartermaster.db.BigintArray;
import dev.quartermaster.quota.tarpit.Tarpit;
import java.time.Duration;
import org.jdbi.v3.core.Handle;

/** Ends the running periods of a range of accounts. */
final class ResettingRange {

  /**
   * A range has the periods that began so long before the operation; those that began earlier are
   * listed. So a range is read without its history, whatever the length of other periods.
   */
  static final Duration RECENT = Duration.ofDays(2);

  /** From when on ranges have periods, in microseconds since 1970. */
  static long oldest(Operation operation) {
    return BigintArray.micros(operation.began().when().at().minus(RECENT));
  }

  private record Ended(int renewed, int reset, int all) {}

  private ResettingRange() {}

  /**
   * Within the caller's transaction.
   *
   * @return how many accounts there was anything to do for
   * @throws Overtaken when a period was ended between the look at it and its lock
   */
  static int reset(Handle handle, Range range, Operation operation) {
    Ended ended = end(handle, range, operation);
    if (ended.renewed() != ended.reset()) {
      throw new Overtaken(ended.renewed(), ended.reset());
    }
    Tarpit.leaveEnded(handle, range.from().id(), range.to().id());
    return ended.all();
  }

  /**
   * Walks the ledger's primary key, then that of accounts: their rows are locked by being written,
   * by id, and before any ledger row is. A look may be older than its lock: an account that was
   * reset meanwhile has a later time of that than the period's beginning and is left alone, and of
   * a ledger row only what it is by then counts.
   *
   * <p>A period that ended since the operation began is settled as at its boundary. One that began
   * since then is not looked at, so no account is reset twice.
   */
  private static Ended end(Handle handle, Range range, Operation operation) {
    return range
        .bind(
            handle.createQuery(
                """
                WITH found AS MATERIALIZED (
                  SELECT u.account_id, u.period_start, u.period_end
                    FROM usage_period u
                   WHERE u.account_id BETWEEN :first AND :last
                     AND u.period_start >= at_us(:oldest) AND u.period_start < at_us(:began) AND u.period_start < qm_now()
                     AND u.settled_at IS NULL AND u.period_end > at_us(:began)
                   ORDER BY u.account_id),
                renewed AS (
                  UPDATE account a
                     SET last_reset_at = qm_now()
                    FROM found f
                   WHERE a.id = f.account_id AND f.period_end > qm_now()
                     AND (a.last_reset_at <= f.period_start) IS NOT FALSE
                  RETURNING a.id AS account_id, f.period_start, f.period_end),
                open AS MATERIALIZED (
                  SELECT * FROM (SELECT * FROM renewed
                                 UNION ALL
                                 SELECT * FROM found WHERE period_end <= qm_now()) AS o
                   ORDER BY date_trunc('month', period_start AT TIME ZONE 'UTC'), period_end, account_id),
                %s
                SELECT (SELECT count(*) FROM renewed), count(*) FILTER (WHERE ended_by = 'reset'), count(*) FROM ended
                """
                    .formatted(Resetting.ENDED)))
        .bind("oldest", oldest(operation))
        .bind("began", BigintArray.micros(operation.began().when().at()))
        .bind("reason", operation.began().reason())
        .map((row, context) -> new Ended(row.getInt(1), row.getInt(2), row.getInt(3)))
        .one();
  }
}
