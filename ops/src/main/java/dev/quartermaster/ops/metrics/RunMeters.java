package dev.quartermaster.ops.metrics;

import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.run.Run.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;

/** Runs as they end, on whichever node. */
final class RunMeters {

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(15),
    Duration.ofSeconds(30),
    Duration.ofMinutes(1),
    Duration.ofMinutes(2),
    Duration.ofMinutes(5),
    Duration.ofMinutes(15),
    Duration.ofHours(1),
    Duration.ofHours(6)
  };

  private final MeterRegistry registry;

  RunMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Begins at 0, so that a first failure is an increase and not only a beginning. */
  void announce(List<String> schedules) {
    for (String schedule : schedules) {
      duration(schedule);
      for (Outcome outcome : Outcome.values()) {
        count(schedule, outcome);
      }
    }
  }

  void ended(Run run) {
    run.end()
        .ifPresent(
            end -> {
              count(run.schedule(), end.outcome()).increment();
              // A skipped run took no time; counted, it would make the others look fast.
              if (end.outcome() != Outcome.SKIPPED) {
                duration(run.schedule())
                    .record(Duration.between(run.startedAt().orElse(run.firedAt()), end.at()));
              }
            });
  }

  private Counter count(String schedule, Outcome outcome) {
    return Counter.builder("quartermaster.schedule.runs")
        .description("Runs that ended, on any node, since this one started")
        .tag("schedule", schedule)
        .tag("outcome", outcome.word())
        .register(registry);
  }

  private Timer duration(String schedule) {
    return Timer.builder("quartermaster.run.duration")
        .description("From start to end, of runs that were not skipped")
        .tag("schedule", schedule)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }
}
