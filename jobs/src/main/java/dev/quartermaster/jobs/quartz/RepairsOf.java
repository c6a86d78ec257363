package dev.quartermaster.jobs.quartz;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What was mended of one schedule in Quartz's tables. */
public final class RepairsOf {

  private RepairsOf() {}

  /** What was found, and what was done about it, in plain words. */
  public record Mended(Instant at, String node, String found, String did) {}

  /**
   * The newest ones, newest first; {@code *} stands for every schedule. By the index on the time.
   */
  public static List<Mended> schedule(Handle handle, String schedule, int limit) {
    return handle
        .createQuery(
            """
            SELECT at, node, found, did FROM trigger_repair
             WHERE schedule IN (:schedule, '*')
             ORDER BY at DESC, id DESC LIMIT :limit
            """)
        .bind("schedule", schedule)
        .bind("limit", limit)
        .map(
            (row, context) ->
                new Mended(
                    row.getObject(1, OffsetDateTime.class).toInstant(),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4)))
        .list();
  }
}
