package dev.quartermaster.jobs.run;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.jobs.catchup.Decision;
import dev.quartermaster.jobs.catchup.Missed;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.When;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Planned times that nothing has fired, whatever the reason: decided upon from our own record, so
 * that nothing hangs on Quartz.
 */
public final class Overlooked {

  private static final Logger LOG = LoggerFactory.getLogger(Overlooked.class);

  /** Of many, so many are decided in one transaction: others who fire wait for it. */
  private static final int TOGETHER = 500;

  private Overlooked() {}

  /** Decides about them, as if they were fired now. Any node may do so at any time. */
  public static List<Fired> decide(
      Database database, Map<String, Schedule> schedules, String node) {
    Map<String, When> declared = new HashMap<>();
    schedules.values().stream()
        .filter(Schedule::enabled)
        .forEach(schedule -> declared.put(schedule.name(), schedule.when()));
    return decideAbout(database, declared, node);
  }

  /** The same by what the newest configuration has declared, for a node that has an older one. */
  public static List<Fired> decide(Database database, String node) {
    return decideAbout(database, database.transaction(Declarations::all), node);
  }

  private static List<Fired> decideAbout(
      Database database, Map<String, When> declared, String node) {
    List<Planned> overlooked = database.transaction(handle -> find(handle, declared));
    overlooked.forEach(
        one -> LOG.warn("'{}' was not fired for {}; decided upon now.", one.schedule(), one.at()));
    List<Fired> fired = new ArrayList<>();
    for (int from = 0; from < overlooked.size(); from += TOGETHER) {
      int to = Math.min(from + TOGETHER, overlooked.size());
      fired.addAll(Firing.fired(database, overlooked.subList(from, to), node));
    }
    return fired;
  }

  /**
   * Decides, by what was declared until now, about what has passed of schedules whose times are
   * about to change: afterwards nobody would know of it.
   */
  public static List<Fired> decideBeforeChange(
      Database database, Map<String, Schedule> schedules, String node) {
    List<Planned> passed = database.transaction(handle -> findChanged(handle, schedules));
    return passed.isEmpty() ? List.of() : Firing.fired(database, passed, node);
  }

  private static List<Planned> findChanged(Handle handle, Map<String, Schedule> schedules) {
    Instant now = DatabaseClock.now(handle);
    Map<String, Instant> through = through(handle);
    Map<String, String> timetables = Declarations.timetables(handle);
    List<Planned> passed = new ArrayList<>();
    for (Schedule schedule : schedules.values()) {
      String name = schedule.name();
      Instant decided = through.get(name);
      String old = timetables.get(name);
      if (decided != null && !schedule.when().timetable().definition().equals(old)) {
        before(handle, schedule)
            .flatMap(when -> newest(name, when, decided, now))
            .ifPresent(passed::add);
      }
    }
    return passed;
  }

  private static Optional<Planned> newest(String schedule, When old, Instant after, Instant now) {
    return Missed.newest(old.timetable(), after.plusNanos(1), now)
        .map(at -> new Planned(schedule, old, at));
  }

  /** What was declared, if its times were others. */
  private static Optional<When> before(Handle handle, Schedule schedule) {
    try {
      return Optional.ofNullable(
              Declarations.of(handle, Set.of(schedule.name())).get(schedule.name()))
          .filter(old -> !old.timetable().equals(schedule.when().timetable()));
    } catch (IllegalArgumentException e) {
      LOG.warn(
          "When '{}' was to fire until now cannot be read: {}", schedule.name(), e.getMessage());
      return Optional.empty();
    }
  }

  private static List<Planned> find(Handle handle, Map<String, When> declared) {
    Instant due = DatabaseClock.now(handle).minus(Decision.GRACE);
    Map<String, Instant> through = through(handle);
    List<Planned> overlooked = new ArrayList<>();
    declared.forEach(
        (name, when) -> {
          Instant decided = through.get(name);
          if (decided != null) {
            Missed.newest(when.timetable(), decided.plusNanos(1), due)
                .ifPresent(newest -> overlooked.add(new Planned(name, when, newest)));
          }
        });
    return overlooked;
  }

  private static Map<String, Instant> through(Handle handle) {
    Map<String, Instant> through = new HashMap<>();
    handle
        .createQuery(
            """
            SELECT name, greatest(planned_through, declared_at) FROM schedule
             WHERE paused_at IS NULL AND dropped_at IS NULL
            """)
        .map(
            (row, context) ->
                Map.entry(row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant()))
        .forEach(entry -> through.put(entry.getKey(), entry.getValue()));
    return through;
  }
}
