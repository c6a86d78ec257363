package dev.quartermaster.jobs.simulate;

import dev.quartermaster.jobs.simulate.Course.Outcome;
import dev.quartermaster.jobs.simulate.Course.Point;
import dev.quartermaster.jobs.simulate.Drain.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Walks through an outage and the time after it, and counts what waits. */
final class Foretell {

  /** How far ahead of its end it is looked. */
  static final Duration HORIZON = Duration.ofDays(30);

  private static final Duration TREND = Duration.ofDays(7);

  /** Less than this is nothing. */
  private static final double HALF = 0.5;

  private final Outage outage;
  private final Inflow after;
  private final List<Point> points = new ArrayList<>();
  private double items;

  /** Seconds since the end of the outage, and the step in which they lie. */
  private double at;

  private int step;

  private Foretell(Outage outage, double items, Inflow after) {
    this.outage = outage;
    this.items = items;
    this.after = after;
  }

  /**
   * The backlog.
   *
   * @param overdue what waits when the outage begins
   * @param during what comes in until its end
   * @param after what comes in within {@link #HORIZON} from its end on
   * @param drain empty when nothing does the work
   */
  static Course course(
      Outage outage, double overdue, Inflow during, Inflow after, Optional<Drain> drain) {
    Foretell walk = new Foretell(outage, overdue, after);
    walk.throughOutage(during);
    Outcome outcome = walk.afterwards(drain);
    return Course.of(walk.points, outage.length(), outcome);
  }

  private void throughOutage(Inflow during) {
    points.add(new Point(0, items));
    for (int i = 0; i < during.steps().count(); i++) {
      items += during.items(i);
      points.add(new Point(seconds(outage.length()) * (i + 1) / during.steps().count(), items));
    }
  }

  private Outcome afterwards(Optional<Drain> drain) {
    if (items < HALF) {
      return new Outcome.Drained(Duration.ZERO);
    }
    Optional<Window> window = drain.map(Drain::window);
    while (window.isPresent() && at < seconds(HORIZON)) {
      advance(sinceEnd(window.get().from()), 0);
      if (advance(sinceEnd(window.get().to()), drain.orElseThrow().perSecond())) {
        return new Outcome.Drained(Duration.ofMillis(Math.round(at * 1_000)));
      }
      window = drain.orElseThrow().after(window.get());
    }
    advance(seconds(HORIZON), 0);
    return undrained();
  }

  private Outcome undrained() {
    double weekBefore =
        Course.at(points, seconds(outage.length().plus(HORIZON).minus(TREND))).items();
    double growsPerDay = (items - weekBefore) / TREND.toDays();
    return growsPerDay > -HALF
        ? new Outcome.Never(Math.max(0, growsPerDay))
        : new Outcome.NotWithin(HORIZON, items);
  }

  /** Goes on to a time while so many items a second are done; true when nothing waits before. */
  private boolean advance(double until, double done) {
    double stop = Math.min(until, seconds(HORIZON));
    double length = after.steps().seconds();
    while (at < stop) {
      double to = Math.min(stop, (step + 1) * length);
      double slope = after.items(step) / length - done;
      if (done > 0 && items + slope * (to - at) <= 0) {
        at += items / -slope;
        items = 0;
        note();
        return true;
      }
      items += slope * (to - at);
      at = to;
      step = Math.min(at >= (step + 1) * length ? step + 1 : step, after.steps().count() - 1);
      note();
    }
    return false;
  }

  private void note() {
    points.add(new Point(seconds(outage.length()) + at, items));
  }

  private double sinceEnd(Instant time) {
    return seconds(Duration.between(outage.end(), time));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
