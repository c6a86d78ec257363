package dev.quartermaster.alerts.monitor;

import dev.quartermaster.alerts.timetable.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whether a schedule keeps its timetable: pure, the caller brings the time. */
public sealed interface Punctuality {

  /** Missed times are counted up to this many. */
  long COUNTED = 2_000;

  /**
   * Nothing is outstanding.
   *
   * @param next the first planned time after now that is not recorded; {@link Instant#MAX} when
   *     there is none
   */
  record OnTime(Instant next) implements Punctuality {}

  /**
   * A planned time has come, and may still start.
   *
   * @param planned the oldest one that is not recorded
   */
  record Due(Instant planned) implements Punctuality {}

  /**
   * A planned time was not recorded in time.
   *
   * @param planned the oldest one that is not recorded
   * @param by from then to now; more than it may take to start
   * @param missed how many planned times up to now are not recorded, 1 or more
   * @param orMore there are more than {@code missed}, which stopped at {@link #COUNTED}
   */
  record Late(Instant planned, Duration by, long missed, boolean orMore) implements Punctuality {}

  /**
   * Holds a timetable to what was recorded.
   *
   * @param watchedSince planned times up to then are nobody's business; counts only while nothing
   *     is recorded
   * @param lastPlanned the newest planned time that was recorded as fired; it stands for all before
   *     it
   * @param startWithin how long after its planned time a firing may still be recorded, inclusive;
   *     not negative
   * @throws IllegalArgumentException when {@code startWithin} is negative
   */
  static Punctuality of(
      Timetable timetable,
      Instant watchedSince,
      Optional<Instant> lastPlanned,
      Instant now,
      Duration startWithin) {
    if (startWithin.isNegative()) {
      throw new IllegalArgumentException("start-within is negative: " + startWithin);
    }
    Instant oldest = timetable.next(lastPlanned.orElse(watchedSince));
    if (oldest.isAfter(now)) {
      return new OnTime(oldest);
    }
    Duration by = Duration.between(oldest, now);
    return by.compareTo(startWithin) <= 0 ? new Due(oldest) : late(timetable, oldest, by, now);
  }

  private static Late late(Timetable timetable, Instant oldest, Duration by, Instant now) {
    long missed = 1;
    Instant planned = timetable.next(oldest);
    while (missed < COUNTED && !planned.isAfter(now)) {
      missed++;
      planned = timetable.next(planned);
    }
    return new Late(oldest, by, missed, !planned.isAfter(now));
  }
}
