package dev.quartermaster.jobs.node;

import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.jobs.batch.BatchObserver;
import dev.quartermaster.jobs.batch.Engine;
import dev.quartermaster.jobs.builtin.BuiltInJobs;
import dev.quartermaster.jobs.schedule.BuiltInSchedules;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.quota.usage.Retention;
import java.time.Duration;
import java.util.Map;

/** The CPU reset as it is built in, but every two seconds and in small batches. */
public final class Often {

  public static final Duration EVERY = Duration.ofSeconds(2);

  private Often() {}

  static Engine.Settings inBatchesOf(int size) {
    return Engine.Settings.of(
        () -> Map.of("cpu-reset", cpuReset(size)),
        BuiltInJobs.all(Retention.DEFAULT),
        4,
        BatchObserver.NONE);
  }

  /** The schedule itself. */
  public static Schedule cpuReset(int size) {
    Schedule builtIn = BuiltInSchedules.all().get("cpu-reset");
    Schedule.When when =
        new Schedule.When(
            Interval.of(EVERY),
            builtIn.when().catchUp(),
            builtIn.when().backfill(),
            builtIn.when().overlap(),
            Duration.ZERO,
            0);
    return new Schedule(
        builtIn.name(),
        true,
        builtIn.work(),
        when,
        builtIn.limits(),
        // Not fitted: batches that a test makes slow would become ever smaller.
        new Schedule.Batching(size, new Schedule.Bounds(size, size), 2, Duration.ofSeconds(50)),
        builtIn.about());
  }
}
