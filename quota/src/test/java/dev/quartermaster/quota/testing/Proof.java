package dev.quartermaster.quota.testing;

import dev.quartermaster.quota.proof.LedgerClaims;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The invariants of the ledger, asked of the database alone: each query names what breaks one. */
public final class Proof {

  private Proof() {}

  /** I1: a period holds the sum of the records that came in for it, charged and metered apart. */
  public static List<String> unequalSums(Handle handle) {
    return broken(
        handle,
        """
        SELECT format('account %s, period of %s: ledger %s + %s, records %s + %s', account_id, period_start,
                      u.charged_us, u.metered_us, r.charged_us, r.metered_us)
          FROM usage_period u
          FULL JOIN (SELECT account_id, period_start,
                            coalesce(sum(cpu_us) FILTER (WHERE charged), 0) AS charged_us,
                            coalesce(sum(cpu_us) FILTER (WHERE NOT charged), 0) AS metered_us
                       FROM usage_record GROUP BY account_id, period_start) AS r USING (account_id, period_start)
         WHERE (u.charged_us, u.metered_us) IS DISTINCT FROM (r.charged_us, r.metered_us)
        """);
  }

  /** I1 again: what is rolled up and what waits for it is the ledger, whatever was forgotten. */
  public static List<String> unequalHistory(Handle handle) {
    return broken(handle, LedgerClaims.UNEQUAL_HISTORY.counterexamples());
  }

  /** I2: periods of an account do not overlap. */
  public static List<String> overlaps(Handle handle) {
    return broken(handle, LedgerClaims.OVERLAPS.counterexamples());
  }

  /** I2: when nothing is due any more, every period that ended is settled and nothing is queued. */
  public static List<String> unsettled(Handle handle) {
    return broken(
        handle,
        """
        SELECT format('account %s: the period of %s ended at %s and is open', account_id, period_start, period_end)
          FROM usage_period WHERE settled_at IS NULL AND period_end <= qm_now()
        UNION ALL
        SELECT format('account %s: the period of %s to %s is settled at %s and has not ended', account_id, period_start, period_end, settled_at)
          FROM usage_period WHERE settled_at < period_end
        UNION ALL
        SELECT format('account %s: the period of %s is queued', account_id, period_start) FROM late_period
        """);
  }

  /** A ledger row has the bounds that the arithmetic gives to its account. */
  public static List<String> wrongBounds(Handle handle) {
    return broken(
        handle,
        """
        SELECT format('account %s: row [%s, %s), arithmetic [%s, %s)', u.account_id,
                      u.period_start, u.period_end, t.period_start, t.period_end)
          FROM usage_period u
          JOIN account a ON a.id = u.account_id
         CROSS JOIN LATERAL period_at(a, u.period_start) AS t
         WHERE (u.period_start, u.period_end) <> (t.period_start, t.period_end)
        """);
  }

  /** Once a run has settled all that is due: in the tarpit is who is over, and nobody else. */
  public static List<String> wrongTarpit(Handle handle) {
    return broken(
        handle,
        """
        SELECT format('account %s, period of %s: over %s, in the tarpit %s', account_id, period_start,
                      o.account_id IS NOT NULL, t.account_id IS NOT NULL)
          FROM (SELECT u.account_id, u.period_start, u.period_end
                  FROM account a
                  JOIN entitlement e ON e.account_id = a.id
                 CROSS JOIN LATERAL period_at(a, qm_now()) AS r
                  JOIN usage_period u ON u.account_id = a.id AND u.period_start = r.period_start
                 WHERE u.charged_us > e.allowance_us) AS o
          FULL JOIN (SELECT * FROM tarpit WHERE period_start <= qm_now()) AS t USING (account_id, period_start)
         WHERE o.account_id IS NULL OR t.account_id IS NULL OR o.period_end <> t.until
        """);
  }

  /** Each time into the tarpit is told, each time out of it is told, in turn. */
  public static List<String> unevenEvents(Handle handle) {
    return broken(handle, LedgerClaims.UNEVEN_EVENTS.counterexamples());
  }

  private static List<String> broken(Handle handle, String sql) {
    return handle.createQuery(sql).mapTo(String.class).list();
  }
}
