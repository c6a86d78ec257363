package dev.quartermaster.quota.period;

import java.time.Duration;
import org.jdbi.v3.core.Handle;

/**
 * Changes of plan or allowance, and ends of grants, whose time has come and that are not written
 * down yet. They count all the same.
 *
 * @param changes how many
 * @param oldest how long ago the oldest of them came due; zero when there is none
 */
public record ChangesDue(long changes, Duration oldest) {

  /**
   * A query: how many have waited for more than 15 minutes. Walks account_pending and
   * allowance_grant_until.
   */
  public static final String OVERDUE =
      """
      SELECT (SELECT count(*) FROM account WHERE pending_from <= qm_now() - interval '15 minutes')
           + (SELECT count(*) FROM allowance_grant
               WHERE ended_at IS NULL AND until <= qm_now() - interval '15 minutes')
      """;

  /** Counts them: walks account_pending and allowance_grant_until. */
  public static ChangesDue now(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT count(*) AS changes, coalesce(extract(epoch FROM qm_now() - min(at)), 0) AS oldest_s
              FROM (SELECT pending_from AS at FROM account WHERE pending_from <= qm_now()
                    UNION ALL
                    SELECT until FROM allowance_grant WHERE ended_at IS NULL AND until <= qm_now()) AS due
            """)
        .map(
            (row, context) ->
                new ChangesDue(
                    row.getLong("changes"),
                    Duration.ofMillis((long) (row.getDouble("oldest_s") * 1000))))
        .one();
  }
}
