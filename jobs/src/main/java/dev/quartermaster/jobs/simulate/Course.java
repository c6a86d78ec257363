package dev.quartermaster.jobs.simulate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A backlog in the course of an outage, and after it.
 *
 * @param curve {@link #POINTS} points at most, from the beginning of the outage on; straight lines
 *     between them
 */
public record Course(List<Point> curve, Point peak, Outcome outcome) {

  public static final int POINTS = 200;

  /**
   * How much waits at one moment.
   *
   * @param atSeconds after the outage began
   */
  public record Point(double atSeconds, double items) {}

  /** How it ends. */
  public sealed interface Outcome {
    /** Nothing waits any more so long after the end of the outage. */
    record Drained(Duration after) implements Outcome {}

    /** At least as much becomes due as is done. */
    record Never(double growsPerDay) implements Outcome {}

    /** It shrinks, but nobody has looked further ahead than this. */
    record NotWithin(Duration looked, double left) implements Outcome {}
  }

  /** Keeps so many of the points that nothing of importance is lost. */
  static Course of(List<Point> all, Duration outage, Outcome outcome) {
    Point peak = all.stream().max(Comparator.comparingDouble(Point::items)).orElseThrow();
    double end = outage.toNanos() / 1e9;
    double last = all.get(all.size() - 1).atSeconds();
    int half = (POINTS - 4) / 2;
    List<Double> times = new ArrayList<>(List.of(0.0, peak.atSeconds(), end, last));
    for (int i = 1; i < half; i++) {
      times.add(end * i / half);
      times.add(end + (last - end) * i / half);
    }
    List<Point> curve = times.stream().distinct().sorted().map(at -> at(all, at)).toList();
    return new Course(curve, peak, outcome);
  }

  /** How much waits at a moment between the first point and the last. */
  public double items(double atSeconds) {
    return at(curve, atSeconds).items();
  }

  static Point at(List<Point> points, double atSeconds) {
    int low = 0;
    int high = points.size() - 1;
    while (high - low > 1) {
      int middle = (low + high) / 2;
      if (points.get(middle).atSeconds() <= atSeconds) {
        low = middle;
      } else {
        high = middle;
      }
    }
    Point before = points.get(low);
    Point after = points.get(high);
    double span = after.atSeconds() - before.atSeconds();
    double part = span <= 0 ? 1 : Math.min(1, (atSeconds - before.atSeconds()) / span);
    return new Point(atSeconds, before.items() + part * (after.items() - before.items()));
  }
}
