package dev.quartermaster.ops.cli;

import dev.quartermaster.alerts.alert.Spans;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as people read them: absolute in UTC, and relative to now. */
final class When {

  private static final DateTimeFormatter ABSOLUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

  private When() {}

  /** {@code 2026-11-21 03:26:37Z (in 2 h 10 min)}. */
  static String at(Instant at, Instant now) {
    return ABSOLUTE.format(at) + " (" + relative(at, now) + ")";
  }

  static String absolute(Instant at) {
    return ABSOLUTE.format(at);
  }

  static String relative(Instant at, Instant now) {
    long seconds = Duration.between(now, at).toSeconds();
    return seconds >= 0 ? "in " + Spans.words(seconds) : Spans.words(-seconds) + " ago";
  }
}
