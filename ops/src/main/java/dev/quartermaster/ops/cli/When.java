package dev.quartermaster.ops.cli;

import dev.quartermaster.alerts.alert.Spans;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people read them: absolute in UTC, and relative to now. */
final class When {

  private static final DateTimeFormatter ABSOLUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

  private static final Pattern EVERY = Pattern.compile("^every (PT?[0-9A-Z.]+)");

  private When() {}

  /** {@code 2026-11-21 03:26:37Z (in 2 h 10 min)}. */
  static String at(Instant at, Instant now) {
    return ABSOLUTE.format(at) + " (" + relative(at, now) + ")";
  }

  static String absolute(Instant at) {
    return ABSOLUTE.format(at);
  }

  /** In one unit, where a table has no room for two. */
  static String brief(Duration span) {
    if (span.toHours() >= 48) {
      return span.toDays() + " d";
    } else if (span.toMinutes() >= 60) {
      return span.toHours() + " h";
    }
    return span.toSeconds() >= 60 ? span.toMinutes() + " min" : span.toSeconds() + " s";
  }

  /** {@link #relative} in one unit. */
  static String briefly(Instant at, Instant now) {
    Duration away = Duration.between(now, at);
    return away.isNegative() ? brief(away.abs()) + " ago" : "in " + brief(away);
  }

  /** Exactly, in its units: {@code 7 d}, {@code 1 d 2 h 30 min}, {@code 0.5 s}. */
  static String span(Duration span) {
    List<String> parts = new ArrayList<>();
    add(parts, span.toDays(), "d");
    add(parts, span.toHoursPart(), "h");
    add(parts, span.toMinutesPart(), "min");
    if (span.toNanosPart() > 0 || span.toSecondsPart() > 0 || parts.isEmpty()) {
      BigDecimal seconds =
          BigDecimal.valueOf(span.toNanosPart(), 9).add(BigDecimal.valueOf(span.toSecondsPart()));
      parts.add(seconds.stripTrailingZeros().toPlainString() + " s");
    }
    return String.join(" ", parts);
  }

  private static void add(List<String> parts, long number, String unit) {
    if (number > 0) {
      parts.add(number + " " + unit);
    }
  }

  /** A timetable's text: {@code every 7 d} for {@code every PT168H}. */
  static String timetable(String text) {
    Matcher every = EVERY.matcher(text);
    return every.find()
        ? "every " + span(Duration.parse(every.group(1))) + text.substring(every.end())
        : text;
  }

  static String relative(Instant at, Instant now) {
    long seconds = Duration.between(now, at).toSeconds();
    return seconds > 0 ? "in " + Spans.words(seconds) : Spans.words(-seconds) + " ago";
  }
}
