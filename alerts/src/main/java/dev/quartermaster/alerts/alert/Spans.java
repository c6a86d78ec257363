package dev.quartermaster.alerts.alert;

import java.time.Duration;

/** Spans of time as people read them: the two largest units. */
public final class Spans {

  private Spans() {}

  /** {@code 42 s}, {@code 3 min 5 s}, {@code 1 h 20 min}, {@code 2 d 3 h}. */
  public static String words(long seconds) {
    Duration span = Duration.ofSeconds(seconds);
    if (span.toDays() > 0) {
      return two(span.toDays(), "d", span.toHoursPart(), "h");
    } else if (span.toHours() > 0) {
      return two(span.toHours(), "h", span.toMinutesPart(), "min");
    } else if (span.toMinutes() > 0) {
      return two(span.toMinutes(), "min", span.toSecondsPart(), "s");
    }
    return seconds + " s";
  }

  /** The same, without parts of a second. */
  public static String words(Duration span) {
    return words(span.toSeconds());
  }

  private static String two(long large, String largeUnit, long small, String smallUnit) {
    return small == 0
        ? large + " " + largeUnit
        : "%d %s %d %s".formatted(large, largeUnit, small, smallUnit);
  }
}
