package dev.quartermaster.jobs.simulate;

import java.time.Duration;
import java.time.Instant;

/**
 * A time in which no node is up.
 *
 * @param from what was planned up to then has run
 * @param length 1 s to {@link #LONGEST}; what is planned for the very end is missed, too
 */
public record Outage(Instant from, Duration length) {

  public static final Duration SHORTEST = Duration.ofSeconds(1);
  public static final Duration LONGEST = Duration.ofDays(366);

  public Instant end() {
    return from.plus(length);
  }
}
