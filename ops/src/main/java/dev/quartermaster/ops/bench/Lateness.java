package dev.quartermaster.ops.bench;

import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/**
 * How late the firings of some schedules were.
 *
 * @param every how often they are due
 * @param planned how many firings there should be
 * @param lost how many of these there are not
 * @param doubled how many firings there are that should not be
 */
record Lateness(
    String every, long planned, long lost, long doubled, Duration p50, Duration p99, Duration max) {

  /** A minute or more: planned times at or after its begin and before its end. */
  record Window(Instant begin, int minutes) {

    Instant end() {
      return begin.plus(Duration.ofMinutes(minutes));
    }
  }

  /** Of all firings of one kind of schedule. */
  static Lateness of(Handle handle, FiringSide side, Window window, String kind, long planned) {
    return handle
        .createQuery(
            """
            SELECT count(*) AS firings, count(DISTINCT (schedule, planned_for)) AS times,
                   coalesce(percentile_disc(0.50) WITHIN GROUP (ORDER BY late_s), 0) AS p50,
                   coalesce(percentile_disc(0.99) WITHIN GROUP (ORDER BY late_s), 0) AS p99,
                   coalesce(max(late_s), 0) AS max
              FROM (SELECT schedule, planned_for,
                           extract(epoch FROM fired_at - planned_for)::float8 AS late_s
                      FROM %s
                     WHERE planned_for >= :begin AND planned_for < :end
                       AND starts_with(schedule, :kind)) AS firing
            """
                .formatted(side.table()))
        .bind("begin", window.begin())
        .bind("end", window.end())
        .bind("kind", kind + "-")
        .map(
            (row, context) ->
                new Lateness(
                    kind,
                    planned,
                    planned - row.getLong("times"),
                    row.getLong("firings") - row.getLong("times"),
                    seconds(row.getDouble("p50")),
                    seconds(row.getDouble("p99")),
                    seconds(row.getDouble("max"))))
        .one();
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }
}
