package dev.quartermaster.alerts.timetable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Fires every so often: its planned times are the multiples of {@code every} since the epoch.
 *
 * <p>So that every node, and the watchdog, agree on them without sharing any state, and a restart
 * moves none.
 *
 * @param every whole seconds, {@link #SHORTEST} to {@link #LONGEST}
 */
public record Interval(Duration every) implements Timetable {

  public static final Duration SHORTEST = Duration.ofSeconds(1);
  public static final Duration LONGEST = Duration.ofDays(366);

  /**
   * Checks the duration.
   *
   * @throws IllegalArgumentException when it is out of range or has a fraction of a second
   */
  public Interval {
    if (every.compareTo(SHORTEST) < 0 || every.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "every %s is out of range; an interval is from %s (a second) to P366D"
              .formatted(every, SHORTEST));
    }
    if (!every.equals(every.truncatedTo(ChronoUnit.SECONDS))) {
      throw new IllegalArgumentException(
          "every %s has a fraction of a second; an interval is whole seconds".formatted(every));
    }
  }

  /**
   * An interval of this length.
   *
   * @throws IllegalArgumentException when it is out of range or has a fraction of a second
   */
  public static Interval of(Duration every) {
    return new Interval(every);
  }

  @Override
  public Instant next(Instant after) {
    long step = every.toSeconds();
    // Cannot overflow: an Instant's seconds use 55 bits.
    long seconds = (Math.floorDiv(after.getEpochSecond(), step) + 1) * step;
    return seconds > Instant.MAX.getEpochSecond() ? Instant.MAX : Instant.ofEpochSecond(seconds);
  }

  @Override
  public String text() {
    return "every " + every;
  }

  @Override
  public String definition() {
    return text();
  }

  @Override
  public String toString() {
    return text();
  }
}
