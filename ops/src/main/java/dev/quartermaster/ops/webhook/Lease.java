package dev.quartermaster.ops.webhook;

import dev.quartermaster.db.Database;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps trying to have the turn, and to keep it. The database decides whose it is; how long it
 * surely lasts is known here by monotonic time, also while the database is away.
 */
final class Lease implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

  /** For what lies between looking at the lease and sending. */
  private static final Duration MARGIN = Duration.ofSeconds(1);

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Database database;
  private final FeedReader reader;
  private final ScheduledExecutorService beats;
  private volatile long renewedNanos;
  private volatile boolean ours;
  private volatile boolean ending;
  private boolean failing;

  private Lease(Database database, FeedReader reader, ScheduledExecutorService beats) {
    this.database = database;
    this.reader = reader;
    this.beats = beats;
  }

  /** Tries at once, and then every so often. */
  @SuppressWarnings("FutureReturnValueIgnored") // beat() tells its own failures
  static Lease keep(Database database, FeedReader reader, Duration every) {
    ScheduledExecutorService beats =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, reader.name() + "-lease");
              thread.setDaemon(true);
              return thread;
            });
    Lease lease = new Lease(database, reader, beats);
    beats.scheduleWithFixedDelay(lease::beat, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    return lease;
  }

  private void beat() {
    try {
      long began = System.nanoTime();
      boolean taken = database.transactionWithin(PATIENCE, reader::take);
      if (taken) {
        renewedNanos = began;
      }
      ours = taken;
      failing = false;
    } catch (RuntimeException e) {
      // The lease runs out by itself; the next beat tries again.
      if (!failing) {
        LOG.warn("The turn of '{}' could not be kept: {}", reader.name(), e.getMessage());
      }
      failing = true;
    }
  }

  /** Whether it is surely ours for so long. */
  boolean lasts(Duration time) {
    Duration age = Duration.ofNanos(System.nanoTime() - renewedNanos);
    return ours && !ending && age.plus(time).plus(MARGIN).compareTo(FeedReader.LEASE) < 0;
  }

  /** Has nothing more begun; it stays ours until it is closed. */
  void end() {
    ending = true;
  }

  /** Lets another go on at once. */
  @Override
  public void close() {
    end();
    beats.shutdownNow();
    try {
      if (!beats.awaitTermination(PATIENCE.toSeconds() + 1, TimeUnit.SECONDS)) {
        LOG.warn("The turn of '{}' is still being asked for.", reader.name());
      }
      database.run(reader::leave);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn(
          "The turn of '{}' was not handed on; it runs out by itself: {}",
          reader.name(),
          e.getMessage());
    }
  }
}
