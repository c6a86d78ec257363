package dev.quartermaster.jobs.pace;

import dev.quartermaster.jobs.schedule.Schedule.Bounds;
import java.time.Duration;

/** Fits the size of batches to the time that one may take. */
public final class Fitting {

  /** A batch's locks are then held for less than a quarter of a second. */
  public static final Duration TARGET = Duration.ofMillis(200);

  /** Of the target, what a batch should take: between these nothing is changed. */
  static final double LEAST_EFFICIENCY = 0.90;

  static final double MOST_EFFICIENCY = 0.95;
  static final double MOST_GROWTH = 1.2;
  static final double LEAST_GROWTH = 0.8;

  /** One batch that took for ever, behind a lock, says little about the next. */
  private static final double OUTLIER = 3;

  private Fitting() {}

  /**
   * The next size, with its fraction, so that a size of 3 can grow too.
   *
   * @param size now
   */
  static double next(double size, Bounds bounds, Recent recent) {
    if (recent.batches().isEmpty()) {
      return within(bounds, size);
    }
    double efficiency = efficiency(size, recent);
    if (efficiency >= LEAST_EFFICIENCY && efficiency <= MOST_EFFICIENCY) {
      return within(bounds, size);
    }
    double wanted = (LEAST_EFFICIENCY + MOST_EFFICIENCY) / 2 / Math.max(efficiency, 0.001);
    return within(bounds, size * Math.min(MOST_GROWTH, Math.max(LEAST_GROWTH, wanted)));
  }

  /**
   * Batch time by target time. A batch that was cut at another size counts for what it would take
   * at this one: else sizes that change would be judged by those before, and overshoot.
   */
  private static double efficiency(double size, Recent recent) {
    return recent.average(
        batch -> Math.min(OUTLIER, Recent.nanos(batch) / TARGET.toNanos() * (size / batch.size())));
  }

  static double within(Bounds bounds, double size) {
    return Math.min(bounds.most(), Math.max(bounds.least(), size));
  }
}
