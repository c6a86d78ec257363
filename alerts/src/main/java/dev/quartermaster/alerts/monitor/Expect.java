package dev.quartermaster.alerts.monitor;

import dev.quartermaster.alerts.monitor.Monitor.Plan;
import dev.quartermaster.alerts.timetable.Blackout;
import dev.quartermaster.alerts.timetable.Except;
import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.alerts.timetable.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** When a monitor's next check-in is expected: pure. */
public final class Expect {

  /** A clock elsewhere may be ahead by so much: a check-in that early is not an extra one. */
  static final Duration EARLY = Duration.ofSeconds(30);

  /** Windows that follow each other more often than this never end. */
  private static final int WINDOWS = 1_000;

  private Expect() {}

  /**
   * The first time after {@code after} at which one is expected, which is in no maintenance window;
   * {@link Instant#MAX} when there is none.
   */
  public static Instant next(Plan plan, Instant after) {
    Timetable timetable = plan.timetable();
    if (timetable instanceof Interval interval) {
      return plan.maintenance()
          .map(windows -> outside(windows, after, interval.every()))
          .orElseGet(() -> after.plus(interval.every()));
    }
    return plan.maintenance()
        .map(windows -> except(timetable, windows))
        .orElse(timetable)
        .next(after);
  }

  /** One that counts from the last ping has the whole interval again once a window is over. */
  private static Instant outside(Blackout windows, Instant after, Duration every) {
    Instant at = after.plus(every);
    for (int i = 0; i < WINDOWS; i++) {
      Optional<Instant> end = windows.coveredUntil(at);
      if (end.isEmpty()) {
        return at;
      }
      at = windows.covers(end.get()) ? end.get() : end.get().plus(every);
    }
    return Instant.MAX;
  }

  private static Timetable except(Timetable planned, Blackout windows) {
    if (planned instanceof Except except) {
      return new Except(
          except.planned(),
          Stream.concat(except.calendars().stream(), Stream.of(windows)).toList());
    }
    return new Except(planned, List.of(windows));
  }

  /**
   * What is expected once a check-in has come. One that comes a little before its time is the one
   * that was expected.
   */
  static Instant afterCheckIn(Plan plan, Instant expected, Instant at) {
    if (plan.timetable() instanceof Interval || !expected.isAfter(at)) {
      return next(plan, at);
    }
    boolean isTheExpected = !at.isBefore(expected.minus(early(plan, expected)));
    return next(plan, isTheExpected ? expected : at);
  }

  /** Less where check-ins follow each other closely, so that a late one is not taken for early. */
  private static Duration early(Plan plan, Instant expected) {
    Instant following = next(plan, expected);
    if (following.equals(Instant.MAX)) {
      return EARLY;
    }
    Duration quarter = Duration.between(expected, following).dividedBy(4);
    return quarter.compareTo(EARLY) < 0 ? quarter : EARLY;
  }
}
