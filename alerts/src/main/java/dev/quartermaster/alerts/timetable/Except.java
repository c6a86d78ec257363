package dev.quartermaster.alerts.timetable;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Another timetable without the times that fall into calendars: those do not exist. Planned times
 * lie in the years 1970 to 9999.
 *
 * @param planned no such one itself
 * @param calendars one or more
 */
public record Except(Timetable planned, List<Blackout> calendars) implements Timetable {

  /** The calendar repeats itself after 400 years: what does not come in them never comes. */
  private static final Duration SEARCHED = Duration.ofDays(146_097);

  public Except {
    calendars = List.copyOf(calendars);
    if (planned instanceof Except || calendars.isEmpty()) {
      throw new IllegalArgumentException(
          "'%s' needs one or more calendars, all at once".formatted(planned.text()));
    }
  }

  @Override
  public Instant next(Instant after) {
    Instant from = after.isBefore(CronTimetable.FIRST) ? CronTimetable.FIRST : after;
    Instant end = searchedUntil(from);
    Instant time = planned.next(from);
    while (time.isBefore(end)) {
      Instant free = coveredUntil(time);
      if (free.equals(time)) {
        return time;
      }
      time = planned.next(free.minusNanos(1));
    }
    return Instant.MAX;
  }

  /** Goes from window to window, not from planned time to planned time. */
  private Instant coveredUntil(Instant at) {
    Instant until = at;
    for (Blackout calendar : calendars) {
      Instant covered = calendar.coveredUntil(at).orElse(at);
      until = covered.isAfter(until) ? covered : until;
    }
    return until;
  }

  private Instant searchedUntil(Instant from) {
    // Windows that come once are no part of what repeats.
    Instant last =
        calendars.stream()
            .flatMap(calendar -> calendar.windows().stream())
            .flatMap(Except::onceUntil)
            .max(Comparator.naturalOrder())
            .filter(from::isBefore)
            .orElse(from);
    boolean isLate = last.isAfter(CronTimetable.END.minus(SEARCHED));
    return isLate ? CronTimetable.END : last.plus(SEARCHED);
  }

  private static Stream<Instant> onceUntil(Window window) {
    // A day more than any zone is away from UTC.
    if (window instanceof Window.Span span) {
      return Stream.of(span.to().plusDays(1).toInstant(ZoneOffset.UTC));
    }
    return ((Window.Recurring) window)
        .days().once().stream()
            .map(date -> date.plusDays(3).atStartOfDay().toInstant(ZoneOffset.UTC));
  }

  @Override
  public String text() {
    return calendars.stream()
        .map(Blackout::name)
        .collect(Collectors.joining(", ", planned.text() + Timetables.EXCEPT, ""));
  }

  @Override
  public String definition() {
    return calendars.stream()
        .map(Blackout::definition)
        .collect(
            Collectors.joining(Timetables.EXCEPT, planned.definition() + Timetables.EXCEPT, ""));
  }

  @Override
  public String toString() {
    return definition();
  }
}
