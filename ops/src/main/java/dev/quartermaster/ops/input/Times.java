package dev.quartermaster.ops.input;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Instants and zones in files. */
final class Times {

  private static final Instant FIRST = Instant.EPOCH;
  private static final Instant AFTER_LAST = Instant.parse("+10000-01-01T00:00:00Z");

  /** Java's list without its own inventions, which the database does not know. */
  private static final Set<String> ZONES =
      ZoneId.getAvailableZoneIds().stream()
          .filter(name -> !name.startsWith("SystemV/"))
          .collect(Collectors.toUnmodifiableSet());

  private Times() {}

  /**
   * An ISO-8601 time with Z or an offset, from 1970 to 9999. Cut to microseconds, the database's
   * measure: rounding could carry it over a boundary.
   */
  static Instant instant(String what, String text) {
    Instant quick = utcSecond(text);
    return inRange(what, text, quick != null ? quick : anyForm(what, text));
  }

  static Instant inRange(String what, String text, Instant at) {
    if (at.isBefore(FIRST) || !at.isBefore(AFTER_LAST)) {
      throw new BadLine(
          what + " " + Shown.quoted(text) + " is out of range; years go from 1970 to 9999");
    }
    return at;
  }

  /**
   * The common form, 2026-11-21T03:26:37Z, several times as fast as the general parser; null for
   * all others.
   */
  private static @Nullable Instant utcSecond(String text) {
    if (text.length() != 20 || !hasShape(text)) {
      return null;
    }
    int month = number(text, 5, 7);
    int day = number(text, 8, 10);
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    int second = number(text, 17, 19);
    if (month < 1 || month > 12 || day < 1 || day > 28 || hour > 23 || minute > 59 || second > 59) {
      return null;
    }
    long days = LocalDate.of(number(text, 0, 4), month, day).toEpochDay();
    return Instant.ofEpochSecond(days * 86_400 + hour * 3_600L + minute * 60L + second);
  }

  private static boolean hasShape(String text) {
    String shape = "0000-00-00T00:00:00Z";
    for (int i = 0; i < shape.length(); i++) {
      char c = text.charAt(i);
      char wanted = shape.charAt(i);
      if (wanted == '0' ? c < '0' || c > '9' : c != wanted) {
        return false;
      }
    }
    return true;
  }

  private static int number(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      value = value * 10 + text.charAt(i) - '0';
    }
    return value;
  }

  private static Instant anyForm(String what, String text) {
    try {
      return OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
    } catch (DateTimeParseException e) {
      throw new BadLine(what + (text.isEmpty() ? "" : " " + Shown.quoted(text)) + mend(text));
    }
  }

  private static String mend(String text) {
    if (text.isEmpty()) {
      return " is empty; write a time as 2026-11-21T03:26:37Z";
    }
    try {
      return " has no zone: add Z for UTC, or an offset as in "
          + LocalDateTime.parse(text)
          + "+01:00";
    } catch (DateTimeParseException e) {
      return " is not a time; write it as 2026-11-21T03:26:37Z";
    }
  }

  /** A zone by its IANA name. */
  static ZoneId zone(String text) {
    if (!ZONES.contains(text)) {
      throw new BadLine(
          "zone %s is not known%s Zones have IANA names, as Europe/London or UTC"
              .formatted(Shown.quoted(text), Nearest.mend(text, ZONES)));
    }
    return ZoneId.of(text);
  }
}
