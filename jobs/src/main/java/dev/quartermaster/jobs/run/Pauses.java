package dev.quartermaster.jobs.run;

import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.jobs.catchup.Missed;
import dev.quartermaster.jobs.run.CatchUps.CatchUp;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Schedules that a person has paused: nothing of them fires, and what passes is not missed. */
public final class Pauses {

  private Pauses() {}

  /** Who paused it, when, and why. */
  public record Pause(Instant at, String by, String reason) {}

  /** The pause of a schedule; empty when it is not paused. */
  public static Optional<Pause> of(Handle handle, String schedule) {
    return handle
        .createQuery(
            """
            SELECT paused_at, paused_by, coalesce(pause_reason, '') FROM schedule
             WHERE name = :schedule AND paused_at IS NOT NULL
            """)
        .bind("schedule", schedule)
        .map(
            (row, context) ->
                new Pause(
                    row.getObject(1, OffsetDateTime.class).toInstant(),
                    row.getString(2),
                    row.getString(3)))
        .findOne();
  }

  /** All of them, by schedule. By schedule_paused. */
  public static Map<String, Pause> all(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT name, paused_at, coalesce(paused_by, '?') AS paused_by, coalesce(pause_reason, '') AS pause_reason
              FROM schedule WHERE paused_at IS NOT NULL AND dropped_at IS NULL
            """)
        .map(
            (row, context) ->
                Map.entry(
                    row.getString("name"),
                    new Pause(
                        row.getObject("paused_at", OffsetDateTime.class).toInstant(),
                        row.getString("paused_by"),
                        row.getString("pause_reason"))))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Pauses it from now on; a run that goes on is let be. False when it was paused already. */
  public static boolean pause(Handle handle, Schedule schedule, String by, String reason) {
    Standing.hold(handle, Map.of(schedule.name(), schedule.when()));
    return handle
            .createUpdate(
                """
                UPDATE schedule SET paused_at = qm_now(), paused_by = :by, pause_reason = :reason
                 WHERE name = :schedule AND paused_at IS NULL
                """)
            .bind("by", by)
            .bind("reason", reason)
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
            UPDATE schedule SET paused_at = NULL, paused_by = NULL, pause_reason = NULL, planned_through = :now
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
