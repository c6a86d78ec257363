package dev.quartermaster.ops.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts the records of usage that were reported to this node, by what became of them. */
final class UsageMeters {

  private final Counter accepted;
  private final Counter duplicates;
  private final Counter rejected;

  UsageMeters(MeterRegistry registry) {
    this.accepted = counter(registry, "accepted");
    this.duplicates = counter(registry, "duplicate");
    this.rejected = counter(registry, "rejected");
  }

  private static Counter counter(MeterRegistry registry, String result) {
    return Counter.builder("quartermaster.usage.records")
        .description("Records of usage that were reported to this process")
        .tag("result", result)
        .register(registry);
  }

  void add(long newlyAccepted, long newDuplicates, long newlyRejected) {
    accepted.increment((double) newlyAccepted);
    duplicates.increment((double) newDuplicates);
    rejected.increment((double) newlyRejected);
  }
}
