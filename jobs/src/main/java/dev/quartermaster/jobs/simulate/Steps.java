package dev.quartermaster.jobs.simulate;

import java.time.Duration;
import java.time.Instant;

/** A stretch of time cut into equal steps of a minute at most. */
record Steps(Instant from, Duration step, int count) {

  private static final Duration LONGEST = Duration.ofMinutes(1);

  static Steps of(Instant from, Duration length) {
    int count = (int) length.plus(LONGEST).minusNanos(1).dividedBy(LONGEST);
    return new Steps(from, length.dividedBy(count), count);
  }

  double seconds() {
    return step.toNanos() / 1e9;
  }

  Instant middle(int number) {
    return from.plus(step.multipliedBy(number)).plus(step.dividedBy(2));
  }
}
