package dev.quartermaster.jobs.watch;

import dev.quartermaster.jobs.watch.Fares.Start;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The SQL of when planned times were put on record. */
final class Starts {

  private Starts() {}

  /** The newest of each schedule: the newest entry of run_planned each. */
  static Map<String, Start> newest(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT s.name, r.planned_for, r.fired_at, r.fired_by, r.misses
              FROM schedule s
             CROSS JOIN LATERAL (SELECT planned_for, fired_at, fired_by, misses FROM run
                                  WHERE schedule = s.name AND cause = 'planned'
                                  ORDER BY planned_for DESC LIMIT 1) AS r
             -- What came late longer ago than this is history, though nothing was to fire since.
             WHERE s.dropped_at IS NULL AND r.fired_at > qm_now() - interval '15 minutes'
            """)
        .map((row, context) -> Map.entry(row.getString("name"), start(row)))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static Start start(ResultSet row) throws SQLException {
    return new Start(
        row.getObject("planned_for", OffsetDateTime.class).toInstant(),
        row.getObject("fired_at", OffsetDateTime.class).toInstant(),
        row.getString("fired_by"),
        row.getLong("misses"));
  }
}
