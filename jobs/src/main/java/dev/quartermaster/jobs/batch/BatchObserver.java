package dev.quartermaster.jobs.batch;

import java.time.Duration;

/**
 * Hears of every batch that this process ends, and of what it mends; must be quick and must not
 * throw.
 */
public interface BatchObserver {

  void done(String schedule, Duration took, long items);

  void failed(String schedule, Duration took);

  /** An item failed by itself: it is set aside, newly or once more. */
  default void setAside(String schedule) {}

  /** What Quartz had of a schedule was not as declared, and was mended here. */
  default void mended(String schedule) {}

  /** Hears nothing. */
  BatchObserver NONE =
      new BatchObserver() {
        @Override
        public void done(String schedule, Duration took, long items) {}

        @Override
        public void failed(String schedule, Duration took) {}
      };
}
