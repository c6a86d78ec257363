package dev.quartermaster.alerts.monitor;

import dev.quartermaster.alerts.channel.Severity;
import dev.quartermaster.alerts.monitor.Monitor.About;
import dev.quartermaster.alerts.monitor.Monitor.Plan;
import dev.quartermaster.alerts.monitor.Standing.End;
import dev.quartermaster.alerts.monitor.Standing.Last;
import dev.quartermaster.alerts.monitor.Standing.Missing;
import dev.quartermaster.alerts.monitor.Standing.OpenRun;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A declared monitor, and what the record says of it. */
public record MonitorView(Monitor monitor, Instant declaredAt, Standing standing) {

  /** What that means now. */
  public Verdict judge(List<Gap> gaps, Instant now) {
    return Judge.of(monitor.plan(), standing, gaps, now);
  }

  /** From a row of the table; without runs. */
  static MonitorView of(ResultSet row) throws SQLException {
    return new MonitorView(monitor(row), time(row, "declared_at").orElseThrow(), standing(row));
  }

  MonitorView with(List<OpenRun> runs) {
    return new MonitorView(
        monitor,
        declaredAt,
        new Standing(
            standing.expected(), standing.missing(), standing.unknown(), standing.last(), runs));
  }

  private static Monitor monitor(ResultSet row) throws SQLException {
    return new Monitor(
        row.getString("name"),
        row.getString("ping_key"),
        new Plan(
            Definitions.timetable(row.getString("timetable")),
            Definitions.windows(row.getString("maintenance")),
            Duration.ofMillis(row.getLong("grace_ms")),
            Duration.ofMillis(row.getLong("finish_within_ms"))),
        new About(
            Severity.of(row.getString("severity")),
            row.getString("owner"),
            row.getString("runbook")));
  }

  private static Standing standing(ResultSet row) throws SQLException {
    long missed = row.getLong("missed");
    return new Standing(
        time(row, "expected_at").orElse(Instant.MAX),
        time(row, "missing_since").map(since -> new Missing(since, missed)),
        time(row, "unknown_at"),
        new Last(time(row, "seen_at"), end(row), time(row, "succeeded_at")),
        List.of());
  }

  private static Optional<End> end(ResultSet row) throws SQLException {
    Optional<Instant> at = time(row, "ended_at");
    if (at.isEmpty()) {
      return Optional.empty();
    }
    String line = row.getString("last_line");
    return Optional.of(
        new End(
            at.get(),
            row.getBoolean("ended_well"),
            number(row, "exit_code"),
            line == null ? "" : line,
            took(row)));
  }

  static OptionalInt number(ResultSet row, String column) throws SQLException {
    int number = row.getInt(column);
    return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(number);
  }

  static Optional<Duration> took(ResultSet row) throws SQLException {
    long millis = row.getLong("took_ms");
    return row.wasNull() ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
  }

  static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
