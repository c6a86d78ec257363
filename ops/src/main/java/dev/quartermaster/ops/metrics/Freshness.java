package dev.quartermaster.ops.metrics;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How long what was read may still be shown: a gauge that stands still must not look healthy. */
final class Freshness {

  /** Three refreshes of the daemon's. */
  static final Duration KEPT = Duration.ofSeconds(30);

  private final LongSupplier nanos;
  private volatile long readAt;
  private volatile boolean known;

  /** The clock is monotonic, as {@link System#nanoTime}. */
  Freshness(LongSupplier nanos) {
    this.nanos = nanos;
  }

  void renew() {
    readAt = nanos.getAsLong();
    known = true;
  }

  void lose() {
    known = false;
  }

  /** NaN, which Prometheus takes as no answer, once it is too old. */
  double orNaN(double value) {
    boolean fresh = known && nanos.getAsLong() - readAt <= KEPT.toNanos();
    return fresh ? value : Double.NaN;
  }
}
