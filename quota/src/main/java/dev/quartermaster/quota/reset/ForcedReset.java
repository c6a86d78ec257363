package dev.quartermaster.quota.reset;

import dev.quartermaster.quota.tarpit.Tarpit;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Gives accounts a fresh allowance now. The next boundary stays where it was, and no charge is
 * lost.
 */
public final class ForcedReset {

  /**
   * What became of the accounts.
   *
   * @param reset those that had used something in their running period
   * @param alreadyFresh those that had not: nothing was changed
   */
  public record Outcome(Set<Long> reset, Set<Long> alreadyFresh) {}

  private ForcedReset() {}

  /**
   * Resets within the caller's transaction: the running period ends now, a new one begins.
   *
   * <p>Locks account rows by id, then their ledger rows, then their tarpit rows, as every writer
   * does. A charge that waits meanwhile finds the period cut short and charges the new one.
   */
  public static Outcome reset(Handle handle, Collection<Long> accounts, @Nullable String reason) {
    Object[] ids = accounts.toArray();
    lock(handle, ids);
    Set<Long> reset = new HashSet<>(endPeriods(handle, ids));
    Object[] changed = reset.toArray();
    noteReset(handle, changed, reason);
    Tarpit.leave(handle, reset);
    Set<Long> fresh = new HashSet<>(accounts);
    fresh.removeAll(reset);
    return new Outcome(reset, fresh);
  }

  private static void lock(Handle handle, Object[] ids) {
    handle
        .createQuery("SELECT id FROM account WHERE id = ANY (:ids) ORDER BY id FOR NO KEY UPDATE")
        .bindArray("ids", Long.class, ids)
        .mapTo(Long.class)
        .list();
  }

  /**
   * Cuts the running periods short, in the order in which all writers lock ledger rows. The reset's
   * time is that of this statement, which began after the accounts were locked.
   */
  private static List<Long> endPeriods(Handle handle, Object[] ids) {
    return handle
        .createQuery(
            """
            WITH running AS MATERIALIZED (
              SELECT u.account_id, u.period_start
                FROM account a
               CROSS JOIN LATERAL period_at(a, qm_now()) AS t
                JOIN usage_period u ON u.account_id = a.id AND u.period_start = t.period_start
               WHERE a.id = ANY (:ids) AND u.settled_at IS NULL AND u.period_start < qm_now()
               ORDER BY date_trunc('month', u.period_start AT TIME ZONE 'UTC'), u.period_end, u.account_id
                 FOR NO KEY UPDATE OF u)
            UPDATE usage_period u
               SET period_end = qm_now(), settled_at = qm_now(), ended_by = 'reset'
              FROM running r
             WHERE u.account_id = r.account_id AND u.period_start = r.period_start
            RETURNING u.account_id
            """)
        .bindArray("ids", Long.class, ids)
        .mapTo(Long.class)
        .list();
  }

  /** The ledger row just written says when: so the two cannot differ. */
  private static void noteReset(Handle handle, Object[] ids, @Nullable String reason) {
    handle
        .createUpdate(
            """
            WITH ended AS (
              SELECT DISTINCT ON (account_id) account_id, period_start, period_end
                FROM usage_period
               WHERE account_id = ANY (:ids) AND ended_by = 'reset'
               ORDER BY account_id, period_start DESC),
            noted AS (
              INSERT INTO forced_reset (account_id, at, reason)
              SELECT account_id, period_end, :reason FROM ended
              RETURNING account_id),
            told AS (
              INSERT INTO event (account_id, kind, period_start, detail)
              SELECT account_id, 'reset', period_start, :reason FROM ended
              RETURNING account_id)
            UPDATE account a
               SET last_reset_at = ended.period_end
              FROM ended
             WHERE a.id = ended.account_id
            """)
        .bindArray("ids", Long.class, ids)
        .bind("reason", reason)
        .execute();
  }
}
