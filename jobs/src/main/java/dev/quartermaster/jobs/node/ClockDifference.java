package dev.quartermaster.jobs.node;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;

/**
 * A machine's clock beside the database's, read at the same moment but for half of the round trip.
 *
 * @param machine in the middle of the round trip
 */
public record ClockDifference(Instant machine, Instant database, Duration roundTrip) {

  private static final int TRIES = 3;

  /** Reads both, once. */
  static ClockDifference read(Handle handle, InstantSource clock) {
    Instant asked = clock.instant();
    long began = System.nanoTime();
    Instant database = DatabaseClock.now(handle);
    Duration roundTrip = Duration.ofNanos(System.nanoTime() - began);
    return new ClockDifference(asked.plus(roundTrip.dividedBy(2)), database, roundTrip);
  }

  /** The best of three readings: the one with the shortest round trip. */
  public static ClockDifference measure(Database database, InstantSource clock) {
    return IntStream.range(0, TRIES)
        .mapToObj(attempt -> database.transaction(handle -> read(handle, clock)))
        .min(Comparator.comparing(ClockDifference::roundTrip))
        .orElseThrow();
  }

  /** Negative when the machine's clock is behind. */
  public Duration ahead() {
    return Duration.between(database, machine);
  }

  /**
   * Refuses to work with clocks that are too far apart.
   *
   * @throws ClocksApart with both times
   */
  public void within(Duration most) {
    if (ahead().abs().compareTo(most) > 0) {
      throw new ClocksApart(this, most);
    }
  }
}
