package dev.quartermaster.ops.cli;

import dev.quartermaster.alerts.alert.Spans;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

/** A time as people give it. */
final class GivenTime {

  private GivenTime() {}

  /** ISO-8601 with its zone. */
  static Instant parse(String option, String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new BadInput(
          "%s '%s' is not a time with its zone; write 2026-11-21T03:00:00Z"
              .formatted(option, text));
    }
  }

  /** A length of time between two others, both inclusive. */
  static Duration length(String option, String text, Duration least, Duration most) {
    Duration length;
    try {
      length = Duration.parse(text);
    } catch (DateTimeException e) {
      throw new BadInput(
          "%s '%s' is not a length of time; write PT2H or PT30M".formatted(option, text));
    }
    if (length.compareTo(least) < 0 || length.compareTo(most) > 0) {
      throw new BadInput(
          "%s is %s; it goes from %s to %s"
              .formatted(option, text, Spans.words(least), Spans.words(most)));
    }
    return length;
  }
}
