package dev.quartermaster.alerts.monitor;

import dev.quartermaster.alerts.timetable.Blackout;
import dev.quartermaster.db.DatabaseClock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of what monitors are declared. One that is declared no more is kept for its history, and
 * its address answers no longer.
 */
public final class Monitors {

  private Monitors() {}

  /**
   * Notes that these monitors, and no others, are declared, thousands at once. A monitor whose
   * times stay as they were keeps all that is known of it; one whose times change is expected anew
   * by those; one that comes back begins as a new one does.
   */
  public static void declare(Handle handle, Collection<Monitor> monitors) {
    hold(handle);
    List<Monitor> all = List.copyOf(monitors);
    Object[] names = each(all, Monitor::name);
    Object[] keys = each(all, Monitor::pingKey);
    drop(handle, names);
    releaseKeys(handle, names, keys);
    Instant now = DatabaseClock.now(handle);
    handle
        .createUpdate(
            """
            INSERT INTO monitor AS m (name, ping_key, timetable, maintenance, grace_ms, finish_within_ms,
                   severity, owner, runbook, expected_at)
            SELECT * FROM unnest(:names::text[], :keys::text[], :timetables::text[], :maintenance::text[],
                   :graces::bigint[], :finishes::bigint[], :severities::text[], :owners::text[],
                   :runbooks::text[], :expected::timestamptz[])
            ON CONFLICT (name) DO UPDATE
               SET ping_key = excluded.ping_key, timetable = excluded.timetable,
                   maintenance = excluded.maintenance, grace_ms = excluded.grace_ms,
                   finish_within_ms = excluded.finish_within_ms, severity = excluded.severity,
                   owner = excluded.owner, runbook = excluded.runbook, dropped_at = NULL,
                   declared_at = CASE WHEN m.dropped_at IS NULL THEN m.declared_at ELSE qm_now() END,
                   expected_at = CASE WHEN m.dropped_at IS NULL
                                       AND (m.timetable, m.maintenance) = (excluded.timetable, excluded.maintenance)
                                      THEN m.expected_at ELSE excluded.expected_at END
             WHERE m.dropped_at IS NOT NULL
                OR (m.ping_key, m.timetable, m.maintenance, m.grace_ms, m.finish_within_ms, m.severity, m.owner,
                    m.runbook)
                   IS DISTINCT FROM
                   (excluded.ping_key, excluded.timetable, excluded.maintenance, excluded.grace_ms,
                    excluded.finish_within_ms, excluded.severity, excluded.owner, excluded.runbook)
            """)
        .bindArray("names", String.class, names)
        .bindArray("keys", String.class, keys)
        .bindArray("timetables", String.class, each(all, m -> m.plan().timetable().definition()))
        .bindArray("maintenance", String.class, each(all, Monitors::maintenance))
        .bindArray("graces", Long.class, each(all, m -> m.plan().grace().toMillis()))
        .bindArray("finishes", Long.class, each(all, m -> m.plan().finishWithin().toMillis()))
        .bindArray("severities", String.class, each(all, m -> m.about().severity().word()))
        .bindArray("owners", String.class, each(all, m -> m.about().owner()))
        .bindArray("runbooks", String.class, each(all, m -> m.about().runbook()))
        .bindArray("expected", OffsetDateTime.class, each(all, m -> at(Expect.next(m.plan(), now))))
        .execute();
  }

  /**
   * One node declares at a time, and all rows are its own, in the order of the primary key. Who
   * takes a check-in holds one row and waits for none, and who looks waits for none: no circle.
   */
  private static void hold(Handle handle) {
    handle.execute(
        "SELECT true FROM pg_advisory_xact_lock(hashtextextended('monitors of ' || current_schema(), 0))");
    handle.execute("SELECT true FROM monitor ORDER BY name FOR NO KEY UPDATE");
  }

  /** What is told of it from now on is nobody's business, and what went wrong is over. */
  private static void drop(Handle handle, Object[] kept) {
    handle
        .createUpdate(
            """
            WITH gone AS (
              UPDATE monitor
                 SET dropped_at = qm_now(), missing_since = NULL, missed = 0, unknown_at = NULL, seen_at = NULL,
                     ended_at = NULL, ended_well = NULL, exit_code = NULL, last_line = NULL, succeeded_at = NULL,
                     took_ms = NULL
               WHERE dropped_at IS NULL AND name <> ALL (:kept)
              RETURNING name)
            DELETE FROM monitor_run USING gone WHERE monitor = gone.name
            """)
        .bindArray("kept", String.class, kept)
        .execute();
  }

  /** Keys may change places: each is free before another takes it. None has a slash in it. */
  private static void releaseKeys(Handle handle, Object[] names, Object[] keys) {
    handle
        .createUpdate(
            """
            UPDATE monitor m SET ping_key = '/' || m.name
              FROM unnest(:names::text[], :keys::text[]) AS d (name, ping_key)
             WHERE m.name = d.name AND m.dropped_at IS NULL AND m.ping_key <> d.ping_key
            """)
        .bindArray("names", String.class, names)
        .bindArray("keys", String.class, keys)
        .execute();
  }

  private static String maintenance(Monitor monitor) {
    return monitor.plan().maintenance().map(Blackout::definition).orElse("");
  }

  private static Object[] each(List<Monitor> all, Function<Monitor, @Nullable Object> part) {
    return all.stream().map(part).toArray();
  }

  /** Null when there is no such time. */
  static @Nullable OffsetDateTime at(Instant time) {
    return time.equals(Instant.MAX) ? null : time.atOffset(ZoneOffset.UTC);
  }

  /** All that are declared, by name. */
  public static List<MonitorView> all(Handle handle) {
    return OpenRuns.added(
        handle,
        handle
            .createQuery("SELECT * FROM monitor WHERE dropped_at IS NULL ORDER BY name")
            .map((row, context) -> MonitorView.of(row))
            .list());
  }

  /** The declared one of that name. */
  public static Optional<MonitorView> find(Handle handle, String name) {
    return handle
        .createQuery("SELECT * FROM monitor WHERE name = :name AND dropped_at IS NULL")
        .bind("name", name)
        .map((row, context) -> MonitorView.of(row))
        .findOne()
        .map(view -> view.with(OpenRuns.of(handle, name)));
  }

  /**
   * The one that is pinged under this key, held until the transaction ends: check-ins of one
   * monitor come one after the other.
   */
  static Optional<MonitorView> hold(Handle handle, String pingKey) {
    return handle
        .createQuery(
            "SELECT * FROM monitor WHERE ping_key = :key AND dropped_at IS NULL FOR NO KEY UPDATE")
        .bind("key", pingKey)
        .map((row, context) -> MonitorView.of(row))
        .findOne()
        .map(view -> view.with(OpenRuns.of(handle, view.monitor().name())));
  }
}
