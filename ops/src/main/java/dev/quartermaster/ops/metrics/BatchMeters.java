package dev.quartermaster.ops.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;

/** Batches and their items as this process ends them. */
final class BatchMeters {

  private static final String SUCCEEDED = "succeeded";
  private static final String FAILED = "failed";

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofMinutes(1)
  };

  private final MeterRegistry registry;

  BatchMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void announce(List<String> schedules) {
    for (String schedule : schedules) {
      duration(schedule);
      repairs(schedule);
      items(schedule, SUCCEEDED);
      items(schedule, FAILED);
      batches(schedule, SUCCEEDED);
      batches(schedule, FAILED);
    }
  }

  void done(String schedule, Duration took, long items) {
    duration(schedule).record(took);
    batches(schedule, SUCCEEDED).increment();
    items(schedule, SUCCEEDED).increment((double) items);
  }

  /** How many of its items failed is found out by splitting it: until then none is counted. */
  void failed(String schedule, Duration took) {
    duration(schedule).record(took);
    batches(schedule, FAILED).increment();
  }

  void setAside(String schedule) {
    items(schedule, FAILED).increment();
  }

  void mended(String schedule) {
    repairs(schedule).increment();
  }

  private Counter repairs(String schedule) {
    return Counter.builder("quartermaster.trigger.repairs")
        .description("Triggers that were not as declared, and were mended by this process")
        .tag("schedule", schedule)
        .register(registry);
  }

  private Timer duration(String schedule) {
    return Timer.builder("quartermaster.batch.duration")
        .description("One batch's work and its commit or rollback, in this process")
        .tag("schedule", schedule)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  private Counter batches(String schedule, String outcome) {
    return Counter.builder("quartermaster.batches")
        .description("Batches that ended in this process")
        .tag("schedule", schedule)
        .tag("outcome", outcome)
        .register(registry);
  }

  private Counter items(String schedule, String outcome) {
    return Counter.builder("quartermaster.items")
        .description("Items that this process worked through, or found to fail by themselves")
        .tag("schedule", schedule)
        .tag("outcome", outcome)
        .register(registry);
  }
}
