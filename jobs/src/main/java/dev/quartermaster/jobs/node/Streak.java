package dev.quartermaster.jobs.node;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** For how long something has been seen at each look. */
final class Streak {

  private final LongSupplier nanoTime;
  private OptionalLong since = OptionalLong.empty();

  /** With a monotonic clock, in nanoseconds. */
  Streak(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Takes a look; empty when it is not so now. */
  Optional<Duration> seen(boolean isSo) {
    if (!isSo) {
      since = OptionalLong.empty();
      return Optional.empty();
    }
    long now = nanoTime.getAsLong();
    if (since.isEmpty()) {
      since = OptionalLong.of(now);
    }
    return Optional.of(Duration.ofNanos(now - since.getAsLong()));
  }
}
