package dev.quartermaster.jobs.run;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * How a run went that is over.
 *
 * @param took from its start to its end
 */
public record Lately(boolean failed, Duration took) {

  private record Row(String schedule, Lately run) {}

  /**
   * The newest runs of each of these schedules, oldest first, as far as they are over and were not
   * skipped; nothing of a schedule that has none. Walks run_fired.
   */
  public static Map<String, List<Lately>> of(
      Handle handle, Collection<String> schedules, int limit) {
    List<Row> rows =
        handle
            .createQuery(
                """
                SELECT s.name, r.outcome = 'failed' AS failed,
                       extract(epoch FROM r.finished_at - coalesce(r.started_at, r.fired_at)) * 1000 AS took_ms
                  FROM unnest(:schedules) AS s (name)
                 CROSS JOIN LATERAL (
                       SELECT * FROM run WHERE schedule = s.name ORDER BY fired_at DESC LIMIT :limit) AS r
                 WHERE r.outcome <> 'skipped'
                 ORDER BY r.fired_at
                """)
            .bindArray("schedules", String.class, schedules.toArray())
            .bind("limit", limit)
            .map(
                (row, context) ->
                    new Row(
                        row.getString("name"),
                        new Lately(
                            row.getBoolean("failed"), Duration.ofMillis(row.getLong("took_ms")))))
            .list();
    return Collections.unmodifiableMap(
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    Row::schedule, Collectors.mapping(Row::run, Collectors.toList()))));
  }
}
