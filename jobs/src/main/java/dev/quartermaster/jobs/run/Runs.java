package dev.quartermaster.jobs.run;

import dev.quartermaster.jobs.catchup.Missed;
import dev.quartermaster.jobs.run.Run.Cause;
import dev.quartermaster.jobs.run.Run.End;
import dev.quartermaster.jobs.run.Run.Outcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The SQL of runs. */
public final class Runs {

  /** The channel on which nodes tell each other that there is work. */
  public static final String NOTICE = "run";

  private Runs() {}

  /**
   * The newest planned time on record, forced runs aside. One that is yet to come, left by a clock
   * that was ahead, must not hide that nothing fires now.
   */
  public static Optional<Instant> lastPlanned(Handle handle, String schedule) {
    return handle
        .createQuery(
            """
            SELECT max(planned_for) FROM run
             WHERE schedule = :schedule AND cause = 'planned' AND planned_for <= qm_now() + interval '5 seconds'
            """)
        .bind("schedule", schedule)
        .mapTo(Instant.class)
        .findOne();
  }

  /** When a schedule was first declared to this database. */
  public static Optional<Instant> declaredAt(Handle handle, String schedule) {
    return handle
        .createQuery("SELECT declared_at FROM schedule WHERE name = :schedule")
        .bind("schedule", schedule)
        .mapTo(Instant.class)
        .findOne();
  }

  /** Runs that go on, oldest first. */
  public static List<Run> running(Handle handle) {
    return handle
        .createQuery("SELECT * FROM run WHERE state = 'running' ORDER BY id")
        .map((row, context) -> run(row))
        .list();
  }

  /** The run of a schedule that goes on. */
  public static Optional<Run> running(Handle handle, String schedule) {
    return handle
        .createQuery(
            "SELECT * FROM run WHERE state = 'running' AND schedule = :schedule ORDER BY id LIMIT 1")
        .bind("schedule", schedule)
        .map((row, context) -> run(row))
        .findOne();
  }

  /** The run of a schedule that goes on or waits for its time; one that catches up is not meant. */
  static Optional<Run> current(Handle handle, String schedule) {
    return handle
        .createQuery(
            """
            SELECT * FROM run
             WHERE state IN ('waiting', 'running') AND cause <> 'backfill' AND schedule = :schedule
             ORDER BY state, id LIMIT 1
            """)
        .bind("schedule", schedule)
        .map((row, context) -> run(row))
        .findOne();
  }

  /** Starts a run that waits, while its schedule's row is held and no other run goes on. */
  static void startNow(Handle handle, long run) {
    handle
        .createUpdate(
            """
            UPDATE run SET state = 'running', started_at = qm_now(), error = NULL
             WHERE id = :run AND state = 'waiting'
            """)
        .bind("run", run)
        .execute();
  }

  /** The newest run that was fired after an instant and not skipped. */
  static Optional<Run> firedSince(Handle handle, String schedule, Instant since) {
    return handle
        .createQuery(
            """
            SELECT * FROM run
             WHERE schedule = :schedule AND fired_at > :since AND outcome IS DISTINCT FROM 'skipped'
             ORDER BY planned_for DESC LIMIT 1
            """)
        .bind("schedule", schedule)
        .bind("since", since)
        .map((row, context) -> run(row))
        .findOne();
  }

  public static Optional<Run> find(Handle handle, long id) {
    return handle
        .createQuery("SELECT * FROM run WHERE id = :id")
        .bind("id", id)
        .map((row, context) -> run(row))
        .findOne();
  }

  // Joined to what was done in each run.
  private static final String SUMMARY =
      """
      SELECT r.*, b.items, b.done, b.first_at, b.nodes
        FROM run r
       CROSS JOIN LATERAL (
             SELECT coalesce(sum(items), 0) AS items, count(*) FILTER (WHERE state = 'done') AS done,
                    min(claimed_at) AS first_at, string_agg(DISTINCT node, ',') AS nodes
               FROM batch WHERE run_id = r.id) AS b
      """;

  /** The newest runs of a schedule, newest first, with what was done in each. */
  public static List<RunSummary> history(Handle handle, String schedule, int limit) {
    return handle
        .createQuery(
            SUMMARY + " WHERE r.schedule = :schedule ORDER BY r.planned_for DESC LIMIT :limit")
        .bind("schedule", schedule)
        .bind("limit", limit)
        .map((row, context) -> summary(row))
        .list();
  }

  /** One run, with what was done in it. */
  public static Optional<RunSummary> summary(Handle handle, long id) {
    return handle
        .createQuery(SUMMARY + " WHERE r.id = :id")
        .bind("id", id)
        .map((row, context) -> summary(row))
        .findOne();
  }

  private static RunSummary summary(ResultSet row) throws SQLException {
    return new RunSummary(
        run(row),
        row.getLong("items"),
        row.getInt("done"),
        instant(row, "first_at"),
        Optional.ofNullable(row.getString("nodes")));
  }

  static Run run(ResultSet row) throws SQLException {
    Optional<String> outcome = Optional.ofNullable(row.getString("outcome"));
    Optional<End> end =
        outcome.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new End(
                    instant(row, "finished_at").orElseThrow(),
                    Outcome.of(outcome.get()),
                    Optional.ofNullable(row.getString("error"))));
    return new Run(
        row.getLong("id"),
        row.getString("schedule"),
        instant(row, "planned_for").orElseThrow(),
        instant(row, "fired_at").orElseThrow(),
        row.getString("fired_by"),
        Cause.of(row.getString("cause")),
        new Missed(
            row.getLong("misses"), instant(row, "first_missed"), instant(row, "last_missed")),
        row.getInt("tries"),
        instant(row, "started_at"),
        end);
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
