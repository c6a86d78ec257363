package dev.quartermaster.ops.bench;

import dev.quartermaster.jobs.batch.BatchObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Collects how long each batch took. Thread-safe. */
final class BatchTimes implements BatchObserver {

  private final List<Duration> done = new ArrayList<>();
  private long items;

  @Override
  public synchronized void done(String schedule, Duration took, long count) {
    done.add(took);
    items += count;
  }

  /** A failed batch is tried again; if it fails for good, the run says why. */
  @Override
  public void failed(String schedule, Duration took) {}

  synchronized List<Duration> all() {
    return List.copyOf(done);
  }

  synchronized long items() {
    return items;
  }
}
