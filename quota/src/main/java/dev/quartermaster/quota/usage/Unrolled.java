package dev.quartermaster.quota.usage;

import java.time.Duration;
import org.jdbi.v3.core.Handle;

/**
 * Reports that are not in the history by day yet.
 *
 * @param records how many there are in them
 * @param oldest how long ago the oldest came in; zero when there is none
 */
public record Unrolled(long records, Duration oldest) {

  /** A query: how many have waited for more than an hour. Walks usage_report_to_roll_up. */
  public static final String OVERDUE =
      "SELECT count(*) FROM usage_report WHERE NOT rolled_up AND received_at < qm_now() - interval '1 hour'";

  /** Counts them: walks usage_report_to_roll_up. */
  public static Unrolled now(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT coalesce(sum(records), 0) AS records,
                   greatest(coalesce(extract(epoch FROM qm_now() - min(received_at)), 0), 0) AS oldest_s
              FROM usage_report WHERE NOT rolled_up
            """)
        .map(
            (row, context) ->
                new Unrolled(
                    row.getLong("records"),
                    Duration.ofMillis((long) (row.getDouble("oldest_s") * 1000))))
        .one();
  }
}
