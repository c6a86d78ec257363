package dev.quartermaster.ops.config;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations in ISO-8601, with a mend for the shorthand that people write first. */
final class Durations {

  /** Anything longer is a slip, and sums stay far from overflow. */
  private static final Duration LONGEST = Duration.ofDays(3_650);

  private static final Pattern SHORTHAND =
      Pattern.compile(
          "(\\d{1,9})\\s*(d|days?|h|hours?|m|min|minutes?|s|sec|seconds?|)",
          Pattern.CASE_INSENSITIVE);

  private Durations() {}

  /** From {@code shortest} to ten years. */
  static Duration parse(String text, Duration shortest) throws BadValue {
    Duration read;
    try {
      read = Duration.parse(text.strip());
    } catch (DateTimeException e) {
      throw new BadValue("'" + text + "' is not a duration; write " + meant(text));
    }
    if (read.compareTo(shortest) < 0) {
      throw new BadValue("'%s' is too short; it is at least %s".formatted(text, show(shortest)));
    }
    if (read.compareTo(LONGEST) > 0) {
      throw new BadValue("'%s' is too long; it is at most %s".formatted(text, show(LONGEST)));
    }
    return read;
  }

  /** Whole days as days: {@code P7D}, where {@link Duration#toString()} says {@code PT168H}. */
  static String show(Duration duration) {
    boolean wholeDays =
        duration.toDays() > 0 && Duration.ofDays(duration.toDays()).equals(duration);
    return wholeDays ? "P" + duration.toDays() + "D" : duration.toString();
  }

  private static String meant(String text) {
    return shorthand(text.strip()).map(d -> "it as " + show(d)).orElse("it like PT50S");
  }

  private static Optional<Duration> shorthand(String text) {
    Matcher match = SHORTHAND.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(match.group(1));
    String unit = match.group(2).toLowerCase(Locale.ROOT);
    return Optional.of(
        switch (unit.isEmpty() ? 's' : unit.charAt(0)) {
          case 'd' -> Duration.ofDays(amount);
          case 'h' -> Duration.ofHours(amount);
          case 'm' -> Duration.ofMinutes(amount);
          default -> Duration.ofSeconds(amount);
        });
  }
}
