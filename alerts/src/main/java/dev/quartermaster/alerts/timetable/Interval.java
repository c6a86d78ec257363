package dev.quartermaster.alerts.timetable;

import java.time.Duration;
import java.time.Instant;

/** Every so often, counted from the epoch, so that each node has the same times. */
public record Interval(Duration every) implements Timetable {

  /** An interval of at least one second; anything else is an {@link IllegalArgumentException}. */
  public static Interval of(Duration every) {
    if (every.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("every '" + every + "' is too short; it is at least PT1S");
    }
    return new Interval(every);
  }

  @Override
  public Instant next(Instant after) {
    long step = every.toMillis();
    return Instant.ofEpochMilli((Math.floorDiv(after.toEpochMilli(), step) + 1) * step);
  }

  @Override
  public String text() {
    return "every " + every;
  }
}
