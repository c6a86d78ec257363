package dev.quartermaster.alerts.timetable;

import java.time.Instant;

/**
 * The planned times of one schedule: an immutable value without clock or I/O.
 *
 * <p>Two timetables made from the same text are equal.
 */
public sealed interface Timetable permits Interval, CronTimetable, Except {

  /**
   * The first planned time strictly after {@code after}; {@link Instant#MAX} when there is none.
   */
  Instant next(Instant after);

  /**
   * The text it was made from, as a person would write it: {@code every PT1M}, {@code 0 30 3 * *
   * ?}.
   */
  String text();

  /**
   * All of it on one line, for {@link Timetables#parse}: kind, zone, expression, windows. Equal
   * timetables have the same, and no others.
   */
  String definition();
}
