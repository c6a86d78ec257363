package dev.quartermaster.jobs.batch;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.generic.GenericType;

/** How many items are set aside: those that are tried again by themselves, and those that wait. */
public final class SetAside {

  private SetAside() {}

  /** By schedule; a schedule without any is not in it. */
  public static Map<String, Long> counts(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT schedule, count(*) AS items FROM quarantine
             WHERE state <> 'dropped' GROUP BY schedule
            """)
        .setMapKeyColumn("schedule")
        .setMapValueColumn("items")
        .collectInto(new GenericType<HashMap<String, Long>>() {});
  }

  /**
   * Those of one schedule.
   *
   * @param givenUp of these: not tried again by themselves
   * @param since when the first of them failed
   */
  public record Items(
      String schedule,
      long count,
      long givenUp,
      Instant since,
      String newestItem,
      String newestError) {}

  /** Of every schedule that has some. There are few, or a run has failed. */
  public static List<Items> all(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT schedule, count(*) AS items, count(*) FILTER (WHERE state = 'quarantined') AS given_up,
                   min(since) AS since, (array_agg(item ORDER BY last_try_at DESC, item))[1] AS newest_item,
                   (array_agg(error ORDER BY last_try_at DESC, item))[1] AS newest_error
              FROM quarantine WHERE state <> 'dropped'
             GROUP BY schedule ORDER BY schedule
            """)
        .map(
            (row, context) ->
                new Items(
                    row.getString("schedule"),
                    row.getLong("items"),
                    row.getLong("given_up"),
                    row.getObject("since", OffsetDateTime.class).toInstant(),
                    row.getString("newest_item"),
                    row.getString("newest_error")))
        .list();
  }
}
