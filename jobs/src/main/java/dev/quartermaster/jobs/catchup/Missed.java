package dev.quartermaster.jobs.catchup;

import dev.quartermaster.alerts.timetable.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Planned times that passed without a run.
 *
 * @param count how many, {@value #MOST} at most: then there may be more
 */
public record Missed(long count) {

  /** Counting stops here. */
  public static final long MOST = 100_000;

  /** The planned times after {@code last} and before {@code planned}, both exclusive. */
  public static Missed between(Timetable timetable, Instant last, Instant planned) {
    long count = 0;
    Instant next = timetable.next(last);
    while (next.isBefore(planned) && count < MOST) {
      count++;
      next = timetable.next(next);
    }
    return new Missed(count);
  }

  /** The newest planned time at or before {@code now} and at or after {@code from}. */
  public static Optional<Instant> newest(Timetable timetable, Instant from, Instant now) {
    // Looks back by longer and longer spans: near the end there are few times to walk through.
    Duration span = Duration.ofSeconds(1);
    while (true) {
      Instant start = now.minus(span).isBefore(from) ? from.minusNanos(1) : now.minus(span);
      Instant next = timetable.next(start);
      if (!next.isAfter(now)) {
        return Optional.of(last(timetable, next, now));
      }
      if (start.isBefore(from)) {
        return Optional.empty();
      }
      span = span.multipliedBy(8);
    }
  }

  private static Instant last(Timetable timetable, Instant first, Instant now) {
    Instant last = first;
    for (Instant next = timetable.next(last); !next.isAfter(now); next = timetable.next(next)) {
      last = next;
    }
    return last;
  }
}
