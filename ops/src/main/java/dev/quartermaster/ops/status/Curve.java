package dev.quartermaster.ops.status;

import dev.quartermaster.jobs.pace.BacklogSample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Samples as evenly spaced points, of which each is the most that was seen around it. */
final class Curve {

  /** As many as a short line on a screen shows. */
  private static final int POINTS = 30;

  private Curve() {}

  /**
   * Between two samples the last one holds; before the first one nothing is drawn.
   *
   * @param samples oldest first, none older than the window
   */
  static List<Long> of(List<BacklogSample> samples, Instant now, Duration window) {
    List<Long> points = new ArrayList<>(Collections.nCopies(POINTS, -1L));
    long width = window.toMillis() / POINTS;
    Instant start = now.minus(window);
    for (BacklogSample sample : samples) {
      long place = Duration.between(start, sample.at()).toMillis() / width;
      int point = (int) Math.max(0, Math.min(POINTS - 1, place));
      points.set(point, Math.max(points.get(point), sample.items()));
    }
    long held = -1;
    List<Long> curve = new ArrayList<>();
    for (long point : points) {
      held = point < 0 ? held : point;
      if (held >= 0) {
        curve.add(held);
      }
    }
    return List.copyOf(curve);
  }
}
