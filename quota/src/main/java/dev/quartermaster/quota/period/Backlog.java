package dev.quartermaster.quota.period;

import java.time.Duration;
import org.jdbi.v3.core.Handle;

/**
 * Periods that have ended and are not settled yet.
 *
 * @param periods how many
 * @param oldest how long ago the oldest of them ended; zero when there is none
 */
public record Backlog(long periods, Duration oldest) {

  /**
   * A query: how many periods have waited to be settled for more than 15 minutes, and how many
   * accounts to be told that they have left the tarpit. A late charge's period waits from that
   * charge on. Walks usage_period_end from settled_through on, late_period, and tarpit_until.
   */
  public static final String OVERDUE =
      """
      SELECT (SELECT count(*) FROM usage_period
               WHERE settled_at IS NULL AND period_end <= qm_now() - interval '15 minutes'
                 AND period_end > (SELECT at FROM settled_through)
                 AND NOT EXISTS (SELECT FROM late_period l
                                  WHERE l.account_id = usage_period.account_id
                                    AND l.period_start = usage_period.period_start))
           + (SELECT count(*) FROM late_period l JOIN usage_period u USING (account_id, period_start)
               WHERE u.settled_at IS NULL AND u.period_end <= qm_now()
                 AND l.queued_at <= qm_now() - interval '15 minutes')
           + (SELECT count(*) FROM tarpit WHERE until <= qm_now() - interval '15 minutes')
      """;

  /** Counts it: walks usage_period_end from settled_through on, and late_period. */
  public static Backlog now(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT count(*) AS periods,
                   coalesce(greatest(extract(epoch FROM qm_now() - min(period_end)), 0), 0) AS oldest_s
              FROM (SELECT u.period_end
                      FROM usage_period u
                     WHERE u.settled_at IS NULL AND u.period_end <= qm_now()
                       AND u.period_end > (SELECT at FROM settled_through)
                    UNION ALL
                    SELECT l.period_end
                      FROM late_period l
                      JOIN usage_period u USING (account_id, period_start)
                     WHERE u.settled_at IS NULL
                       AND u.period_end <= (SELECT at FROM settled_through)) AS due
            """)
        .map(
            (row, context) ->
                new Backlog(
                    row.getLong("periods"),
                    Duration.ofMillis((long) (row.getDouble("oldest_s") * 1000))))
        .one();
  }
}
