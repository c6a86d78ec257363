package dev.quartermaster.quota.tarpit;

import java.util.Collection;
import org.jdbi.v3.core.Handle;

/**
 * Brings what listeners were told back in line with the truth, after an allowance changed by hand.
 */
public final class Tarpit {

  private Tarpit() {}

  /**
   * Gives the running periods of these accounts the allowance that counts now, releases who is no
   * longer over it and puts in who is. Ledger rows first, in the order of all writers, then tarpit
   * rows.
   *
   * @param accounts which the caller holds locked, so that none begins a period meanwhile
   */
  public static void agree(Handle handle, Collection<Long> accounts) {
    if (accounts.isEmpty()) {
      return;
    }
    Object[] ids = accounts.toArray();
    handle
        .createUpdate(
            """
            WITH running AS MATERIALIZED (
              SELECT u.account_id, u.period_start, coalesce(a.allowance_us, p.allowance_us) AS allowance_us
                FROM account a
                JOIN plan p ON p.name = CASE WHEN a.pending_from <= qm_now() THEN a.pending_plan ELSE a.plan END
               CROSS JOIN LATERAL period_at(a, qm_now()) AS t
                JOIN usage_period u ON u.account_id = a.id AND u.period_start = t.period_start
               WHERE a.id = ANY (:ids)
               ORDER BY date_trunc('month', u.period_start AT TIME ZONE 'UTC'), u.period_end, u.account_id
                 FOR NO KEY UPDATE OF u)
            UPDATE usage_period u
               SET allowance_us = r.allowance_us
              FROM running r
             WHERE u.account_id = r.account_id AND u.period_start = r.period_start
               AND u.allowance_us <> r.allowance_us
            """)
        .bindArray("ids", Long.class, ids)
        .execute();
    handle
        .createUpdate(
            """
            WITH released AS (
              DELETE FROM tarpit t USING usage_period u
               WHERE t.account_id = ANY (:ids)
                 AND u.account_id = t.account_id AND u.period_start = t.period_start
                 AND u.charged_us <= u.allowance_us
              RETURNING t.account_id, t.period_start)
            INSERT INTO event (account_id, kind, period_start)
            SELECT account_id, 'tarpit-left', period_start FROM released
            """)
        .bindArray("ids", Long.class, ids)
        .execute();
    handle
        .createUpdate(
            """
            WITH entered AS (
              INSERT INTO tarpit (account_id, period_start, since, until)
              SELECT u.account_id, u.period_start, qm_now(), u.period_end
                FROM usage_period u
               WHERE u.account_id = ANY (:ids) AND u.settled_at IS NULL AND u.period_end > qm_now()
                 AND u.charged_us > u.allowance_us
              ON CONFLICT DO NOTHING
              RETURNING account_id, period_start)
            INSERT INTO event (account_id, kind, period_start)
            SELECT account_id, 'tarpit-entered', period_start FROM entered
            """)
        .bindArray("ids", Long.class, ids)
        .execute();
  }
}
