package dev.quartermaster.alerts.monitor;

import java.time.Duration;
import java.time.Instant;

/**
 * A time in which no node could take a check-in.
 *
 * @param to later than {@code from}; now when it goes on
 */
public record Gap(Instant from, Instant to) {

  /**
   * Clients try again for so long: curl with {@code --retry 5} waits for 1, 2, 4, 8 and 16 seconds.
   * A gap no longer than that has swallowed nothing.
   */
  static final Duration BRIDGED = Duration.ofSeconds(30);

  boolean isBridged() {
    return Duration.between(from, to).compareTo(BRIDGED) <= 0;
  }

  /** Whether it has a moment in common with this time, ends included. */
  boolean touches(Instant begin, Instant end) {
    return !from.isAfter(end) && !to.isBefore(begin);
  }
}
