package dev.quartermaster.ops.cli;

import java.time.DateTimeException;
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
}
