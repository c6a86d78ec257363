package dev.quartermaster.alerts.monitor;

import dev.quartermaster.alerts.monitor.Ping.Kind;
import dev.quartermaster.db.DatabaseClock;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The SQL of what jobs tell. */
public final class CheckIns {

  /** So many are kept of each monitor, for so many days. */
  static final int KEPT = 100;

  static final int KEPT_DAYS = 30;

  private CheckIns() {}

  /**
   * What a job told.
   *
   * @param took when it ended a run whose start was told
   * @param body as far as it is kept
   */
  public record CheckIn(
      Instant at,
      Kind kind,
      OptionalInt exitCode,
      Optional<String> rid,
      String source,
      Optional<Duration> took,
      Body body) {}

  /**
   * Takes a check-in.
   *
   * @return whether a monitor has that key
   */
  public static boolean take(Handle handle, String pingKey, Ping ping) {
    Optional<MonitorView> held = Monitors.hold(handle, pingKey);
    held.ifPresent(view -> take(handle, view, ping));
    return held.isPresent();
  }

  private static void take(Handle handle, MonitorView view, Ping ping) {
    String name = view.monitor().name();
    // Once the row is held: of two pings at once the second is the later one.
    Instant now = DatabaseClock.now(handle);
    Arrival arrival = Arrival.of(view.monitor().plan(), view.standing(), ping, now);
    note(handle, name, ping, arrival, now);
    if (ping.kind() != Kind.LOG) {
      seen(handle, name, arrival.expected(), now);
      MissedCheckIns.madeUp(handle, name, now);
      if (!arrival.over().isEmpty()) {
        OpenRuns.end(handle, name, arrival.over());
      }
      arrival.begun().ifPresent(run -> OpenRuns.begin(handle, name, run));
    }
    if (ping.kind().isEnd()) {
      ended(handle, name, ping, arrival.took(), now);
    }
    forget(handle, name);
  }

  private static void note(Handle handle, String monitor, Ping ping, Arrival arrival, Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO check_in (monitor, at, kind, exit_code, rid, source, took_ms, body)
            VALUES (:monitor, :now, :kind, :exitCode, :rid::uuid, :source, :took, :body)
            """)
        .bind("monitor", monitor)
        .bind("now", now.atOffset(ZoneOffset.UTC))
        .bind("kind", ping.kind().word())
        .bind("exitCode", exitCode(ping))
        .bind("rid", ping.rid().map(UUID::toString).orElse(null))
        .bind("source", ping.origin().address())
        .bind("took", arrival.took().map(Duration::toMillis).orElse(null))
        .bind("body", ping.origin().body().bytes())
        .execute();
  }

  private static void seen(Handle handle, String monitor, Instant expected, Instant now) {
    handle
        .createUpdate(
            """
            UPDATE monitor
               SET expected_at = :expected, seen_at = :now, missing_since = NULL, missed = 0, unknown_at = NULL
             WHERE name = :monitor
            """)
        .bind("expected", Monitors.at(expected))
        .bind("now", now.atOffset(ZoneOffset.UTC))
        .bind("monitor", monitor)
        .execute();
  }

  private static void ended(
      Handle handle, String monitor, Ping ping, Optional<Duration> took, Instant now) {
    handle
        .createUpdate(
            """
            UPDATE monitor
               SET ended_at = :now, ended_well = :well, exit_code = :exitCode, last_line = :line, took_ms = :took,
                   succeeded_at = CASE WHEN :well THEN :now ELSE succeeded_at END
             WHERE name = :monitor
            """)
        .bind("now", now.atOffset(ZoneOffset.UTC))
        .bind("well", ping.kind() == Kind.SUCCESS)
        .bind("exitCode", exitCode(ping))
        .bind("line", ping.origin().body().lastLine())
        .bind("took", took.map(Duration::toMillis).orElse(null))
        .bind("monitor", monitor)
        .execute();
  }

  private static @Nullable Integer exitCode(Ping ping) {
    return ping.exitCode().isPresent() ? ping.exitCode().getAsInt() : null;
  }

  /** Walks check_in_monitor over a hundred rows; the monitor's row is held. */
  private static void forget(Handle handle, String monitor) {
    handle
        .createUpdate(
            """
            DELETE FROM check_in
             WHERE monitor = :monitor
               AND (id <= (SELECT id FROM check_in WHERE monitor = :monitor ORDER BY id DESC OFFSET :kept LIMIT 1)
                    OR at < qm_now() - make_interval(days => :days))
            """)
        .bind("monitor", monitor)
        .bind("kept", KEPT)
        .bind("days", KEPT_DAYS)
        .execute();
  }

  /** The newest of a monitor, newest first. */
  public static List<CheckIn> newest(Handle handle, String monitor, int limit) {
    return handle
        .createQuery(
            "SELECT * FROM check_in WHERE monitor = :monitor ORDER BY id DESC LIMIT :limit")
        .bind("monitor", monitor)
        .bind("limit", limit)
        .map((row, context) -> checkIn(row))
        .list();
  }

  private static CheckIn checkIn(ResultSet row) throws SQLException {
    return new CheckIn(
        MonitorView.time(row, "at").orElseThrow(),
        Kind.of(row.getString("kind")),
        MonitorView.number(row, "exit_code"),
        Optional.ofNullable(row.getString("rid")),
        row.getString("source"),
        MonitorView.took(row),
        Body.of(row.getBytes("body")));
  }
}
