package dev.quartermaster.jobs.chaos;

import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.jobs.Schedules;
import dev.quartermaster.jobs.batch.BatchObserver;
import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.jobs.batch.Engine;
import dev.quartermaster.jobs.builtin.BuiltInJobs;
import dev.quartermaster.jobs.node.NodeProcess;
import dev.quartermaster.jobs.node.Often;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.quota.usage.Retention;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What the nodes do meanwhile: the CPU reset every two seconds, and {@link Tally} every second. */
public final class ChaosLoad implements NodeProcess.Load {

  /** Each schedule and how often it fires. */
  static final Map<String, Duration> EVERY =
      Map.of("cpu-reset", Often.EVERY, "tally", Duration.ofSeconds(1));

  private static final int RESETS_A_BATCH = 50;
  private static final int ROWS_A_BATCH = 10;

  @Override
  public Engine.Settings settings() {
    Schedule tally =
        Schedules.with(
            Schedule.Batching.of(ROWS_A_BATCH, 2, Duration.ofSeconds(50)),
            Schedules.of("tally", Interval.of(Duration.ofSeconds(1))));
    Map<String, Schedule> schedules =
        Map.of("cpu-reset", Often.cpuReset(RESETS_A_BATCH), tally.name(), tally);
    Map<String, BatchedJob> jobs = new HashMap<>(BuiltInJobs.all(Retention.DEFAULT));
    jobs.put(tally.name(), new Tally());
    return Engine.Settings.of(() -> schedules, jobs, 4, BatchObserver.NONE);
  }
}
