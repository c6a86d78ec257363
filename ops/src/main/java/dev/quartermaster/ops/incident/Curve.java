package dev.quartermaster.ops.incident;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What is seen of a side again and again. */
final class Curve implements AutoCloseable {

  private static final Duration APART = Duration.ofMillis(250);

  private final Timeline timeline;
  private final List<Point> points = new ArrayList<>();
  private final ScheduledExecutorService beat;

  /**
   * A look.
   *
   * @param overdue accounts whose period has ended and is not settled; by the old way, not reset
   * @param throttled users in the tarpit
   * @param wronged of those, whose period is over
   */
  record Seen(long overdue, long throttled, long wronged) {}

  private Curve(Timeline timeline, String name) {
    this.timeline = timeline;
    this.beat = Beat.thread(name);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // what it looks at is there until it ends
  static Curve start(Timeline timeline, String name, Supplier<Seen> look) {
    Curve curve = new Curve(timeline, name);
    curve.beat.scheduleWithFixedDelay(
        () -> curve.add(look.get()), 0, APART.toMillis(), TimeUnit.MILLISECONDS);
    return curve;
  }

  private void add(Seen seen) {
    synchronized (points) {
      points.add(new Point(timeline.now(), seen.overdue(), seen.throttled(), seen.wronged()));
    }
  }

  List<Point> points() {
    synchronized (points) {
      return List.copyOf(points);
    }
  }

  long peak() {
    return points().stream().mapToLong(Point::overdue).max().orElse(0);
  }

  /** When nothing was overdue any more, after this. */
  Optional<Duration> drained(Duration after) {
    return points().stream()
        .filter(point -> point.at().compareTo(after) > 0 && point.overdue() == 0)
        .map(Point::at)
        .findFirst();
  }

  /** Who sat throttled after the period was over. */
  Ours.Wronged wronged() {
    double seconds = 0;
    List<Point> all = points();
    for (int i = 1; i < all.size(); i++) {
      Duration apart = all.get(i).at().minus(all.get(i - 1).at());
      seconds += all.get(i - 1).wronged() * Seconds.exact(apart);
    }
    return new Ours.Wronged(all.stream().mapToLong(Point::wronged).max().orElse(0), seconds);
  }

  @Override
  public void close() {
    Beat.end(beat);
  }
}
