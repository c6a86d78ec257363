package dev.quartermaster.ops.dashboard;

import dev.quartermaster.alerts.alert.Spans;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times in UTC as seen from an instant: the day is named only when it is another one. */
record Clock(Instant now) {

  private static final DateTimeFormatter TIME = formatter("HH:mm:ss");
  private static final DateTimeFormatter DAY = formatter("d MMM HH:mm:ss");
  private static final DateTimeFormatter LONG_AGO = formatter("d MMM uuuu HH:mm:ss");
  private static final DateTimeFormatter YEAR = formatter("d MMM uuuu");

  private static DateTimeFormatter formatter(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
  }

  /** {@code 11:06:20 UTC}; {@code 2 May 11:06:20 UTC} when that is another day. */
  String absolute(Instant at) {
    DateTimeFormatter other = day(at).getYear() == day(now).getYear() ? DAY : LONG_AGO;
    return (day(at).equals(day(now)) ? TIME : other).format(at) + " UTC";
  }

  /** {@code 3 May 2026}. */
  String today() {
    return YEAR.format(now);
  }

  /** {@code in 40 s}, {@code 3 min 5 s ago}, {@code now}. */
  String relative(Instant at) {
    long seconds = Duration.between(now, at).toSeconds();
    if (seconds == 0) {
      return "now";
    }
    String span = Spans.words(Math.abs(seconds));
    return seconds > 0 ? "in " + span : span + " ago";
  }

  /** Both, the relative one first. */
  Html both(Instant at) {
    return Html.of(
        "<time datetime=\"{}\">{}<span class=\"absolute\">{}</span></time>",
        at,
        relative(at),
        absolute(at));
  }

  private static LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC);
  }
}
