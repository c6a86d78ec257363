package dev.quartermaster.jobs.quartz;

import java.time.Duration;
import java.util.function.LongSupplier;

/** When Quartz's one thread last came by, whatever came of it. */
final class Pulse {

  private final LongSupplier nanos;
  private volatile long at;

  /**
   * Counts from now on.
   *
   * @param nanos monotonic time
   */
  Pulse(LongSupplier nanos) {
    this.nanos = nanos;
    this.at = nanos.getAsLong();
  }

  void beat() {
    at = nanos.getAsLong();
  }

  Duration silence() {
    return Duration.ofNanos(nanos.getAsLong() - at);
  }
}
