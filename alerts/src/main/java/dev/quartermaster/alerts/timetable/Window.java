package dev.quartermaster.alerts.timetable;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A stretch of a wall clock's time, once or again and again.
 *
 * <p>Written {@code 2026-12-24T00:00/2026-12-27T00:00}, {@code sat sun 22:00-06:00}, {@code
 * 22:00-06:00} (every day), {@code mon-fri}, {@code 12-25} (every year) or {@code 2027-01-01}.
 */
public sealed interface Window {

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException says in plain words what is wrong, after the text in quotes
   */
  static Window parse(String text) {
    return new WindowText(text).window();
  }

  /** When the window ends that a local time lies in; empty when it lies outside. */
  Optional<LocalDateTime> endAround(LocalDateTime local);

  /** As {@link #parse} reads it: equal windows have the same text. */
  String text();

  /**
   * Once.
   *
   * @param from the first moment that belongs to it
   * @param to the first that does not; later than {@code from}, both in the years 1970 to 9999
   */
  record Span(LocalDateTime from, LocalDateTime to) implements Window {
    public Span {
      if (!from.isBefore(to)) {
        throw new IllegalArgumentException(
            "'%s/%s' ends before it begins; the earlier time comes first".formatted(from, to));
      }
      if (from.getYear() < 1970 || to.getYear() > 9999) {
        throw new IllegalArgumentException(
            "'%s/%s' is out of range; years go from 1970 to 9999".formatted(from, to));
      }
    }

    @Override
    public Optional<LocalDateTime> endAround(LocalDateTime local) {
      return local.isBefore(from) || !local.isBefore(to) ? Optional.empty() : Optional.of(to);
    }

    @Override
    public String text() {
      return from + "/" + to;
    }
  }

  /**
   * On certain days.
   *
   * @param days on which it begins
   * @param to on the day after when it is not later than {@code from}
   */
  record Recurring(Days days, LocalTime from, LocalTime to) implements Window {
    @Override
    public Optional<LocalDateTime> endAround(LocalDateTime local) {
      LocalDate today = local.toLocalDate();
      return Stream.of(today, today.minusDays(1))
          .filter(days::contains)
          .filter(day -> !local.isBefore(day.atTime(from)))
          .map(day -> (from.isBefore(to) ? day : day.plusDays(1)).atTime(to))
          .filter(local::isBefore)
          .findFirst();
    }

    @Override
    public String text() {
      boolean wholeDay = from.equals(LocalTime.MIDNIGHT) && to.equals(LocalTime.MIDNIGHT);
      if (wholeDay && !days.isEvery()) {
        return days.text();
      }
      String end = to.equals(LocalTime.MIDNIGHT) ? WindowText.MIDNIGHT : to.toString();
      return (days.text() + " " + from + "-" + end).strip();
    }
  }
}
