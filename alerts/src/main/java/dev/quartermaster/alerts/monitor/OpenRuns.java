package dev.quartermaster.alerts.monitor;

import dev.quartermaster.alerts.monitor.Standing.OpenRun;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The SQL of runs that were begun and not ended. The row of their monitor is held. */
final class OpenRuns {

  private OpenRuns() {}

  /** The monitors with their runs. */
  static List<MonitorView> added(Handle handle, List<MonitorView> monitors) {
    // Few enough to read them all: a run is here only while it goes on.
    Map<String, List<OpenRun>> runs =
        handle
            .createQuery("SELECT * FROM monitor_run ORDER BY started_at, rid")
            .map((row, context) -> Map.entry(row.getString("monitor"), run(row)))
            .stream()
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getKey,
                    Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    return monitors.stream()
        .map(view -> view.with(runs.getOrDefault(view.monitor().name(), List.of())))
        .toList();
  }

  /** Oldest first. */
  static List<OpenRun> of(Handle handle, String monitor) {
    return handle
        .createQuery("SELECT * FROM monitor_run WHERE monitor = :monitor ORDER BY started_at, rid")
        .bind("monitor", monitor)
        .map((row, context) -> run(row))
        .list();
  }

  private static OpenRun run(ResultSet row) throws SQLException {
    Instant started = MonitorView.time(row, "started_at").orElseThrow();
    return new OpenRun(row.getString("rid"), started);
  }

  /** One that is begun again counts from now. */
  static void begin(Handle handle, String monitor, OpenRun run) {
    handle
        .createUpdate(
            """
            INSERT INTO monitor_run (monitor, rid, started_at) VALUES (:monitor, :rid, :started)
            ON CONFLICT (monitor, rid) DO UPDATE SET started_at = excluded.started_at
            """)
        .bind("monitor", monitor)
        .bind("rid", UUID.fromString(run.rid()))
        .bind("started", run.started().atOffset(ZoneOffset.UTC))
        .execute();
  }

  static void end(Handle handle, String monitor, List<OpenRun> over) {
    handle
        .createUpdate(
            "DELETE FROM monitor_run WHERE monitor = :monitor AND rid = ANY (:rids::text[]::uuid[])")
        .bind("monitor", monitor)
        .bindArray("rids", String.class, over.stream().map(OpenRun::rid).toArray())
        .execute();
  }
}
