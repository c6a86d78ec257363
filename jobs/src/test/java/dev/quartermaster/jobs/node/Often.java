package dev.quartermaster.jobs.node;

import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.alerts.timetable.Timetable;
import dev.quartermaster.jobs.batch.BatchObserver;
import dev.quartermaster.jobs.batch.Engine;
import dev.quartermaster.jobs.builtin.BuiltInJobs;
import dev.quartermaster.jobs.schedule.BuiltInSchedules;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.quota.usage.Retention;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The CPU reset as it is built in, but every two seconds and in small batches. */
public final class Often {

  public static final Duration EVERY = Duration.ofSeconds(2);

  private Often() {}

  static Engine.Settings inBatchesOf(int size) {
    return inBatchesOf(size, List.of("cpu-reset"));
  }

  /** With the reset's work under other names, too. */
  static Engine.Settings inBatchesOf(int size, List<String> names) {
    Map<String, Schedule> schedules = schedules(Interval.of(EVERY), size, names);
    return Engine.Settings.of(
        () -> schedules, BuiltInJobs.all(Retention.DEFAULT), 4, BatchObserver.NONE);
  }

  static Map<String, Schedule> schedules(Timetable timetable, List<String> names) {
    return schedules(timetable, 500, names);
  }

  static Map<String, Schedule> schedules(Timetable timetable, int size, List<String> names) {
    return names.stream()
        .collect(Collectors.toMap(name -> name, name -> schedule(name, timetable, size)));
  }

  /** The schedule itself. */
  public static Schedule cpuReset(int size) {
    return schedule("cpu-reset", Interval.of(EVERY), size);
  }

  private static Schedule schedule(String name, Timetable timetable, int size) {
    Schedule builtIn = Objects.requireNonNull(BuiltInSchedules.all().get("cpu-reset"));
    Schedule.When when =
        new Schedule.When(
            timetable,
            builtIn.when().catchUp(),
            builtIn.when().backfill(),
            builtIn.when().overlap(),
            Duration.ZERO,
            0);
    return new Schedule(
        name,
        true,
        builtIn.work(),
        when,
        builtIn.limits(),
        // Not fitted: batches that a test makes slow would become ever smaller.
        new Schedule.Batching(size, new Schedule.Bounds(size, size), 2, Duration.ofSeconds(50)),
        builtIn.about());
  }
}
