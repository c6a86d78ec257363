package dev.quartermaster.jobs.watch;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The newest runs of a schedule, when they failed.
 *
 * @param inARow how many, 1 to {@value #COUNTED}; those that were skipped do not count
 * @param since when the first of them failed
 * @param error of the newest; empty when nobody has said
 */
record FailedRuns(
    String schedule, long inARow, Instant since, Newest newest, Optional<String> error) {

  private static final int COUNTED = 1_000;

  /** The newest that failed. */
  record Newest(long run, Instant planned, Instant finished) {}

  /**
   * Of all schedules. Each is a short walk down (schedule, planned_for) from its newest end; only
   * of one whose newest run failed the others are counted.
   */
  static List<FailedRuns> all(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT s.name, newest.id, newest.planned_for, newest.finished_at, newest.error, failed.in_a_row, failed.since
              FROM schedule s
             CROSS JOIN LATERAL (SELECT id, planned_for, finished_at, outcome, error FROM run
                                  WHERE schedule = s.name AND state = 'finished' AND outcome <> 'skipped'
                                    AND cause <> 'backfill'
                                  ORDER BY planned_for DESC LIMIT 1) AS newest
             CROSS JOIN LATERAL (
                   SELECT count(*) AS in_a_row, min(finished_at) AS since
                     FROM (SELECT finished_at, count(*) FILTER (WHERE outcome <> 'failed')
                                                    OVER (ORDER BY planned_for DESC) AS better
                             FROM (SELECT finished_at, outcome, planned_for FROM run
                                    WHERE schedule = s.name AND state = 'finished' AND outcome <> 'skipped'
                                      AND cause <> 'backfill'
                                    ORDER BY planned_for DESC LIMIT :counted) AS ended) AS ended
                    WHERE better = 0) AS failed
             WHERE s.dropped_at IS NULL AND newest.outcome = 'failed'
             ORDER BY s.name
            """)
        .bind("counted", COUNTED)
        .map((row, context) -> failed(row))
        .list();
  }

  private static FailedRuns failed(ResultSet row) throws SQLException {
    return new FailedRuns(
        row.getString("name"),
        row.getLong("in_a_row"),
        instant(row, "since"),
        new Newest(row.getLong("id"), instant(row, "planned_for"), instant(row, "finished_at")),
        Optional.ofNullable(row.getString("error")));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
