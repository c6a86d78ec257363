package dev.quartermaster.jobs.watch;

import dev.quartermaster.jobs.batch.Job;
import dev.quartermaster.jobs.schedule.Schedule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the sources go by.
 *
 * @param schedules as declared now, by name
 * @param jobs what a schedule runs; empty where this process cannot tell
 * @param maxClockSkew at which a node refuses to start
 * @param data where the embedded server has its data; empty when the server is elsewhere
 */
public record Watched(
    Supplier<Map<String, Schedule>> schedules,
    Function<Schedule, Optional<? extends Job>> jobs,
    Duration maxClockSkew,
    Optional<Path> data) {

  /** Those that are to fire. */
  List<Schedule> enabled() {
    return schedules.get().values().stream().filter(Schedule::enabled).toList();
  }
}
