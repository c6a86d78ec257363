package dev.quartermaster.jobs.watch;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.timetable.Timetable;
import dev.quartermaster.alerts.watchdog.Source;
import dev.quartermaster.jobs.run.Declarations;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.About;
import dev.quartermaster.jobs.schedule.Schedule.Batching;
import dev.quartermaster.jobs.schedule.Schedule.Limits;
import dev.quartermaster.jobs.schedule.Schedule.When;
import dev.quartermaster.jobs.schedule.Schedule.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The schedules as the newest configuration has declared them, whatever this process's own says: a
 * watcher with another file must neither page for what was changed nor take for over what it does
 * not know. Comes first in each look, and finds nothing by itself.
 */
final class AsDeclared implements Source {

  private static final Duration OFTEN = Duration.ofMinutes(5);

  private final Supplier<Map<String, Schedule>> own;
  private volatile Map<String, Schedule> now;

  AsDeclared(Supplier<Map<String, Schedule>> own) {
    this.own = own;
    this.now = own.get();
  }

  /** As the last look found them. */
  Map<String, Schedule> now() {
    return now;
  }

  @Override
  public Set<String> names() {
    return Set.of();
  }

  /** One query, and another for those few that this process knows otherwise. */
  @Override
  public List<Condition> look(Handle handle, Instant at) {
    Map<String, Schedule> known = own.get();
    Map<String, String> declared = Declarations.timetables(handle);
    Set<String> otherwise = new HashSet<>();
    declared.forEach(
        (name, timetable) -> {
          Schedule schedule = known.get(name);
          if (schedule == null || !schedule.when().timetable().definition().equals(timetable)) {
            otherwise.add(name);
          }
        });
    Map<String, When> others = otherwise.isEmpty() ? Map.of() : Declarations.of(handle, otherwise);
    Map<String, Schedule> all = new HashMap<>();
    known.forEach(
        (name, schedule) ->
            all.put(name, with(schedule, schedule.enabled() && declared.containsKey(name))));
    others.forEach((name, when) -> all.put(name, with(known.get(name), name, when)));
    now = Map.copyOf(all);
    return List.of();
  }

  private static Schedule with(Schedule schedule, boolean enabled) {
    return schedule.enabled() == enabled
        ? schedule
        : new Schedule(
            schedule.name(),
            enabled,
            schedule.work(),
            schedule.when(),
            schedule.limits(),
            schedule.batching(),
            schedule.about());
  }

  private static Schedule with(@Nullable Schedule known, String name, When when) {
    if (known != null) {
      return new Schedule(
          name, true, known.work(), when, known.limits(), known.batching(), known.about());
    }
    Duration within = startWithin(when.timetable());
    Duration day = Duration.ofDays(1);
    return new Schedule(
        name,
        true,
        new Work.Java(name, Map.of()),
        when,
        new Limits(within, day, day, day, day),
        Batching.of(1, 1, day),
        new About("", "", "", List.of()));
  }

  /** As the configuration has it where nothing is said. */
  private static Duration startWithin(Timetable timetable) {
    Instant first = timetable.next(Instant.EPOCH);
    boolean isOften =
        first.isBefore(Instant.MAX) && !timetable.next(first).isAfter(first.plus(OFTEN));
    return isOften ? Duration.ofSeconds(15) : Duration.ofMinutes(1);
  }
}
