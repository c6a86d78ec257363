package dev.quartermaster.ops.incident;

import dev.quartermaster.quota.account.Username;
import java.time.Duration;
import java.time.Instant;

/**
 * One of those who live through the night.
 *
 * @param nth from 0
 * @param usedMicros in the period that ends in the night
 * @param resetAfter when that ends, from the night's beginning
 */
record User(
    int nth,
    Username name,
    boolean paying,
    long allowanceMicros,
    long usedMicros,
    Duration resetAfter) {

  /** When the period ends, in a night that begins then. */
  Instant reset(Instant begins) {
    return begins.plus(resetAfter);
  }

  boolean isOver() {
    return usedMicros > allowanceMicros;
  }
}
