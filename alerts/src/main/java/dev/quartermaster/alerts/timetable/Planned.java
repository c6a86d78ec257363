package dev.quartermaster.alerts.timetable;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A planned time as a person wants it explained.
 *
 * @param local in the timetable's zone; UTC for an interval
 * @param clockChange what a change of the clock does to it, in words
 * @param removed what calendars took away between the planned time before and this one
 */
public record Planned(
    Instant at, ZonedDateTime local, Optional<String> clockChange, Optional<Removed> removed) {

  /**
   * Planned times that do not exist, as they fall into calendars.
   *
   * @param times how many, {@value #MOST} at most: then there are more, and later ones
   */
  public record Removed(Instant first, Instant last, int times, Set<String> calendars) {
    /** Counting stops here. */
    public static final int MOST = 100_000;
  }

  /** The next planned times after a moment, fewer when there are no more. */
  public static List<Planned> after(Timetable timetable, Instant after, int count) {
    List<Planned> planned = new ArrayList<>();
    Instant before = after;
    for (Instant at = timetable.next(after);
        !at.equals(Instant.MAX) && planned.size() < count;
        at = timetable.next(at)) {
      planned.add(between(timetable, before, at));
      before = at;
    }
    return List.copyOf(planned);
  }

  /** The zone by whose clock a timetable goes. */
  public static ZoneId zone(Timetable timetable) {
    if (timetable instanceof Except except) {
      return zone(except.planned());
    }
    return timetable instanceof CronTimetable cron ? cron.zone() : ZoneId.of("UTC");
  }

  private static Planned between(Timetable timetable, Instant before, Instant at) {
    Timetable all = timetable instanceof Except except ? except.planned() : timetable;
    Optional<Removed> removed =
        timetable instanceof Except except ? removed(except, before, at) : Optional.empty();
    Instant last = removed.map(Removed::last).orElse(before);
    Optional<String> clockChange =
        all instanceof CronTimetable cron ? ClockChange.said(cron, last, at) : Optional.empty();
    return new Planned(at, at.atZone(zone(all)), clockChange, removed);
  }

  private static Optional<Removed> removed(Except timetable, Instant before, Instant at) {
    Set<String> names = new LinkedHashSet<>();
    Instant first = timetable.planned().next(before);
    Instant last = first;
    int times = 0;
    for (Instant time = first;
        time.isBefore(at) && times < Removed.MOST;
        time = timetable.planned().next(time)) {
      Instant gone = time;
      timetable.calendars().stream()
          .filter(calendar -> calendar.covers(gone))
          .map(Blackout::name)
          .forEach(names::add);
      last = time;
      times++;
    }
    return times == 0 ? Optional.empty() : Optional.of(new Removed(first, last, times, names));
  }
}
