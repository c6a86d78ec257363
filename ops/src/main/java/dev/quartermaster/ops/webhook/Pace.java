package dev.quartermaster.ops.webhook;

import java.time.Duration;

/**
 * How fast it goes.
 *
 * @param beat between two renewals of the lease
 * @param poll between two looks at the feed
 * @param timeout the longest that an answer may take, of all its bytes
 * @param firstDelay before the second attempt; doubled with each until {@code longestDelay}
 */
record Pace(
    Duration beat, Duration poll, Duration timeout, Duration firstDelay, Duration longestDelay) {

  static final Pace STANDARD =
      new Pace(
          Duration.ofSeconds(4),
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofSeconds(1),
          Duration.ofMinutes(5));
}
