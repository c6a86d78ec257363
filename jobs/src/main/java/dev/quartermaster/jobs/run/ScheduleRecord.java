package dev.quartermaster.jobs.run;

import dev.quartermaster.alerts.monitor.Punctuality;
import dev.quartermaster.jobs.run.Pauses.Pause;
import dev.quartermaster.jobs.schedule.Schedule;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * What the record says of a schedule now.
 *
 * @param declaredAt since when it is watched
 * @param decidedThrough the newest planned time that has a run or was let go; empty when there is
 *     none yet
 * @param pause empty when it is not paused
 * @param last the newest of its runs; those that catch up are not meant
 * @param running the run that goes on
 */
public record ScheduleRecord(
    String name,
    Instant declaredAt,
    Optional<Instant> decidedThrough,
    Optional<Pause> pause,
    Optional<Last> last,
    Optional<Running> running) {

  /**
   * When it fired last, and how the newest run ended that has begun.
   *
   * @param firedAt empty when it only ran by hand
   * @param outcome empty while that goes on
   */
  public record Last(Optional<Instant> firedAt, Optional<String> outcome) {}

  /**
   * A run that goes on.
   *
   * @param done items, in the batches that are committed
   * @param pace in plain words; empty when nobody has said
   */
  public record Running(long run, Instant since, long done, Optional<String> pace) {}

  /**
   * Whether it keeps its timetable. What was let go, by its rule or while it was paused, is not
   * late.
   */
  public Punctuality punctuality(Schedule schedule, Instant now) {
    return Punctuality.of(
        schedule.when().timetable(),
        declaredAt,
        decidedThrough.filter(last -> last.isAfter(declaredAt)),
        now,
        schedule.limits().startWithin());
  }

  /**
   * All that this database knows, by name. Each look at the runs walks (schedule, planned_for) from
   * its newest end, or an index of the runs that are not over.
   */
  public static Map<String, ScheduleRecord> all(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT s.name, s.declared_at, s.paused_at, s.paused_by, s.pause_reason, s.paused_until,
                   -- Left by a clock that was ahead, it must not hide that nothing fires now.
                   greatest(CASE WHEN s.planned_through <= qm_now() + interval '5 seconds' THEN s.planned_through END,
                            (SELECT max(planned_for) FROM run
                              WHERE schedule = s.name AND cause = 'planned'
                                AND planned_for <= qm_now() + interval '5 seconds')) AS through,
                   fired.fired_at, begun.outcome, running.id AS running, running.since, running.pace,
                   (SELECT coalesce(sum(items), 0) FROM batch WHERE run_id = running.id) AS done
              FROM schedule s
              LEFT JOIN LATERAL (SELECT fired_at FROM run
                                  WHERE schedule = s.name AND cause = 'planned'
                                  ORDER BY planned_for DESC LIMIT 1) AS fired ON true
              -- One that was skipped says nothing of the work; one that goes on, that it is tried again.
              LEFT JOIN LATERAL (SELECT outcome FROM run
                                  WHERE schedule = s.name AND cause <> 'backfill' AND state <> 'waiting'
                                    AND outcome IS DISTINCT FROM 'skipped'
                                  ORDER BY planned_for DESC LIMIT 1) AS begun ON true
              LEFT JOIN LATERAL (SELECT id, coalesce(started_at, fired_at) AS since, pace FROM run
                                  WHERE schedule = s.name AND state = 'running'
                                  ORDER BY cause = 'backfill', id LIMIT 1) AS running ON true
            """)
        .map((row, context) -> of(row))
        .stream()
        .collect(Collectors.toMap(ScheduleRecord::name, Function.identity()));
  }

  private static ScheduleRecord of(ResultSet row) throws SQLException {
    boolean isPaused = instant(row, "paused_at").isPresent();
    Optional<Instant> firedAt = instant(row, "fired_at");
    Optional<Instant> since = instant(row, "since");
    Optional<String> outcome = Optional.ofNullable(row.getString("outcome"));
    long running = row.getLong("running");
    long done = row.getLong("done");
    Optional<String> pace = Optional.ofNullable(row.getString("pace"));
    return new ScheduleRecord(
        row.getString("name"),
        instant(row, "declared_at").orElseThrow(),
        instant(row, "through"),
        isPaused ? Optional.of(Pause.of(row)) : Optional.empty(),
        firedAt.isPresent() || outcome.isPresent()
            ? Optional.of(new Last(firedAt, outcome))
            : Optional.empty(),
        since.map(at -> new Running(running, at, done, pace)));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
