package dev.quartermaster.jobs.run;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.jobs.catchup.Missed;
import dev.quartermaster.jobs.run.CatchUps.CatchUp;
import dev.quartermaster.jobs.schedule.Schedule;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Schedules that a person has paused: nothing of them fires, and what passes is not missed. */
public final class Pauses {

  private static final Logger LOG = LoggerFactory.getLogger(Pauses.class);

  private Pauses() {}

  /**
   * Who paused it, when, and why.
   *
   * @param until when it ends by itself; empty when somebody has to end it
   */
  public record Pause(Instant at, String by, String reason, Optional<Instant> until) {
    static Pause of(ResultSet row) throws SQLException {
      Instant at = row.getObject("paused_at", OffsetDateTime.class).toInstant();
      return new Pause(
          at,
          Optional.ofNullable(row.getString("paused_by")).orElse("?"),
          Optional.ofNullable(row.getString("pause_reason")).orElse(""),
          Optional.ofNullable(row.getObject("paused_until", OffsetDateTime.class))
              .map(OffsetDateTime::toInstant)
              // An older program ends a pause and leaves its end.
              .filter(end -> end.isAfter(at)));
    }
  }

  /** The pause of a schedule; empty when it is not paused. */
  public static Optional<Pause> of(Handle handle, String schedule) {
    return handle
        .createQuery(
            """
            SELECT paused_at, paused_by, pause_reason, paused_until FROM schedule
             WHERE name = :schedule AND paused_at IS NOT NULL
            """)
        .bind("schedule", schedule)
        .map((row, context) -> Pause.of(row))
        .findOne();
  }

  /** All of them, by schedule. By schedule_paused. */
  public static Map<String, Pause> all(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT name, paused_at, paused_by, pause_reason, paused_until
              FROM schedule WHERE paused_at IS NOT NULL AND dropped_at IS NULL
            """)
        .map((row, context) -> Map.entry(row.getString("name"), Pause.of(row)))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Pauses it until somebody ends that. */
  public static boolean pause(Handle handle, Schedule schedule, String by, String reason) {
    return pause(handle, schedule, by, reason, Optional.empty());
  }

  /** Pauses it from now on; a run that goes on is let be. False when it was paused already. */
  public static boolean pause(
      Handle handle, Schedule schedule, String by, String reason, Optional<Instant> until) {
    Standing.hold(handle, Map.of(schedule.name(), schedule.when()));
    return handle
            .createUpdate(
                """
                UPDATE schedule SET paused_at = qm_now(), paused_by = :by, pause_reason = :reason,
                                    paused_until = :until
                 WHERE name = :schedule AND paused_at IS NULL
                """)
            .bind("by", by)
            .bind("reason", reason)
            .bind("until", until)
            .bind("schedule", schedule.name())
            .execute()
        == 1;
  }

  /**
   * Ends the pause. The planned times that passed are on record as let go; {@code backfill} can
   * still run them.
   *
   * @return those times; empty when it was not paused
   */
  public static Optional<Missed> resume(Handle handle, Schedule schedule, String by) {
    Optional<Pause> pause = of(handle, schedule.name());
    if (pause.isEmpty()) {
      return Optional.empty();
    }
    Standing standing =
        Standing.hold(handle, Map.of(schedule.name(), schedule.when())).get(schedule.name());
    Instant now = DatabaseClock.now(handle);
    Instant from = standing == null ? now : standing.decidedThrough();
    Missed passed = Missed.between(schedule.when().timetable(), from, now.plusNanos(1));
    handle
        .createUpdate(
            """
            UPDATE schedule SET paused_at = NULL, paused_by = NULL, pause_reason = NULL, paused_until = NULL,
                                planned_through = :now
             WHERE name = :schedule
            """)
        .bind("now", now)
        .bind("schedule", schedule.name())
        .execute();
    if (passed.count() > 0) {
      CatchUps.record(handle, paused(schedule, by, pause.get(), passed, now));
    }
    return Optional.of(passed);
  }

  /** Ends those pauses whose end has come; any node may do so. */
  public static void endThoseDue(Database database, Map<String, Schedule> schedules) {
    List<String> due =
        database.transaction(
            handle ->
                handle
                    .createQuery(
                        "SELECT name FROM schedule WHERE paused_at IS NOT NULL AND paused_until <= qm_now() ORDER BY name")
                    .mapTo(String.class)
                    .list());
    due.stream()
        .flatMap(name -> Optional.ofNullable(schedules.get(name)).stream())
        .forEach(
            schedule ->
                database
                    .transaction(handle -> resumeIfDue(handle, schedule))
                    .ifPresent(
                        passed ->
                            LOG.info(
                                "'{}': its pause is over; {} planned times passed.",
                                schedule.name(),
                                passed.count())));
  }

  /** Somebody may have ended it meanwhile, and begun another. */
  private static Optional<Missed> resumeIfDue(Handle handle, Schedule schedule) {
    Standing.hold(handle, Map.of(schedule.name(), schedule.when()));
    Instant now = DatabaseClock.now(handle);
    return of(handle, schedule.name())
        .filter(pause -> pause.until().filter(end -> !end.isAfter(now)).isPresent())
        .flatMap(pause -> resume(handle, schedule, pause.by()));
  }

  private static CatchUp paused(
      Schedule schedule, String by, Pause pause, Missed passed, Instant now) {
    return new CatchUp(
        schedule.name(),
        now,
        by,
        "paused",
        passed.count(),
        passed.first().orElseThrow(),
        passed.last().orElseThrow(),
        0,
        OptionalLong.empty(),
        "%,d planned times passed while it was paused by %s: let go"
            .formatted(passed.count(), pause.by()));
  }
}
