package dev.quartermaster.alerts.channel;

import java.time.Duration;

/** Until when one attempt may take, by monotonic time. */
record Deadline(Duration patience, long beganNanos) {

  /** What {@link Channel#send} promises. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  static Deadline in(Duration patience) {
    return new Deadline(patience, System.nanoTime());
  }

  /** What is left; a little when nothing is. */
  long leftMillis() {
    long passed = (System.nanoTime() - beganNanos) / 1_000_000;
    return Math.max(1, patience.toMillis() - passed);
  }

  @Override
  public String toString() {
    return patience.toMillis() % 1000 == 0
        ? patience.toSeconds() + " s"
        : patience.toMillis() + " ms";
  }
}
