package dev.quartermaster.jobs.catchup;

import dev.quartermaster.alerts.timetable.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Planned times that passed without a run.
 *
 * @param count how many, {@value #MOST} at most: then there may be more
 * @param first the oldest; empty when there is none
 * @param last the newest
 */
public record Missed(long count, Optional<Instant> first, Optional<Instant> last) {

  /** Counting stops here. */
  public static final long MOST = 10_000;

  public static final Missed NONE = new Missed(0, Optional.empty(), Optional.empty());

  /** The planned times after {@code last} and before {@code planned}, both exclusive. */
  public static Missed between(Timetable timetable, Instant last, Instant planned) {
    Instant first = timetable.next(last);
    if (!first.isBefore(planned)) {
      return NONE;
    }
    long count = 0;
    Instant newest = first;
    for (Instant at = first; at.isBefore(planned) && count < MOST; at = timetable.next(at)) {
      count++;
      newest = at;
    }
    if (count == MOST) {
      newest = newest(timetable, first, planned.minusNanos(1)).orElse(newest);
    }
    return new Missed(count, Optional.of(first), Optional.of(newest));
  }

  /** These and one more, newer than all of them. */
  Missed and(Instant newer) {
    return new Missed(count + 1, Optional.of(first.orElse(newer)), Optional.of(newer));
  }

  /**
   * The newest of the planned times in a span, oldest first.
   *
   * @param from inclusive
   * @param to exclusive
   * @param limit at most so many
   */
  static List<Instant> newest(Timetable timetable, Instant from, Instant to, int limit) {
    // Looks back by longer and longer spans: the window may hold a million times.
    Duration span = Duration.ofMinutes(1);
    while (true) {
      boolean all = !to.minus(span).isAfter(from);
      List<Instant> times = times(timetable, all ? from : to.minus(span), to);
      if (all || times.size() >= limit) {
        return List.copyOf(times.subList(Math.max(0, times.size() - limit), times.size()));
      }
      span = span.multipliedBy(8);
    }
  }

  private static List<Instant> times(Timetable timetable, Instant from, Instant to) {
    List<Instant> times = new ArrayList<>();
    Instant at = timetable.next(from.minusNanos(1));
    while (at.isBefore(to)) {
      times.add(at);
      at = timetable.next(at);
    }
    return times;
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
