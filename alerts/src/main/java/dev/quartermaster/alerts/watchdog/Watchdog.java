package dev.quartermaster.alerts.watchdog;

import dev.quartermaster.alerts.alert.Policy;
import dev.quartermaster.db.Database;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches, as one of several: each looks every two seconds, and the first decides for all. So it
 * needs no leader, and goes on as long as one of them lives.
 */
public final class Watchdog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

  /** Between two looks. */
  public static final Duration INTERVAL = Duration.ofSeconds(2);

  /** A look that comes later than this found this process frozen: not the others were late. */
  private static final Duration FROZEN = Duration.ofSeconds(3);

  /** A database that does not answer is not waited for: that is news in itself. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** What a watchdog is. */
  public enum Kind {
    /** Part of a node. */
    NODE,
    /** A process of its own. */
    WATCHDOG
  }

  /**
   * What it goes by.
   *
   * @param watcher its name among the watchers
   * @param sources what is looked for, asked before each look
   * @param policy who is told, asked before each look
   */
  public record Settings(
      String watcher, Kind kind, Supplier<List<Source>> sources, Supplier<Policy> policy) {}

  private final Database database;
  private final Settings settings;
  private final Watcher observer;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "watchdog");
            thread.setDaemon(true);
            return thread;
          });
  private final LongSupplier nanoTime;
  private volatile long lookedAt;

  private Watchdog(Database database, Settings settings, Watcher observer, LongSupplier nanoTime) {
    this.database = database;
    this.settings = settings;
    this.observer = observer;
    this.nanoTime = nanoTime;
    this.lookedAt = nanoTime.getAsLong();
  }

  /**
   * Begins to watch.
   *
   * @param database a pool of its own, of two connections
   */
  public static Watchdog start(Database database, Settings settings, Watcher observer) {
    return start(database, settings, observer, System::nanoTime);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // look() tells its own failures
  static Watchdog start(
      Database database, Settings settings, Watcher observer, LongSupplier nanoTime) {
    Watchdog watchdog = new Watchdog(database, settings, observer, nanoTime);
    watchdog.looks.scheduleWithFixedDelay(
        watchdog::look, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    return watchdog;
  }

  private void look() {
    long began = nanoTime.getAsLong();
    try {
      Duration since = Duration.ofNanos(began - lookedAt);
      if (since.compareTo(INTERVAL.plus(FROZEN)) > 0) {
        LOG.warn("This process was frozen for {}: it looks again before it judges others.", since);
        observer.frozen(since);
        return;
      }
      int rank = database.transactionWithin(PATIENCE, this::look);
      observer.looked(rank);
    } catch (RuntimeException | Error e) {
      // Thrown on, it would end the watch for good.
      LOG.warn("Could not look: {}", e.toString());
      observer.failed(e, Duration.ofNanos(nanoTime.getAsLong() - began));
    } finally {
      lookedAt = nanoTime.getAsLong();
    }
  }

  /** How long ago it was last done with a look, whatever came of it. */
  public Duration silence() {
    return Duration.ofNanos(nanoTime.getAsLong() - lookedAt);
  }

  private int look(Handle handle) {
    Turns.letGoSoon(handle);
    int rank = Turns.noteLook(handle, settings.watcher(), settings.kind());
    Turns.take(handle, settings.watcher())
        .ifPresent(
            turn ->
                new Look(handle, settings.sources().get(), turn).decide(settings.policy().get()));
    return rank;
  }

  @Override
  public void close() {
    looks.shutdownNow();
    try {
      if (!looks.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("The last look hangs.");
      }
      database.run(handle -> Turns.leave(handle, settings.watcher()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("Could not say goodbye as a watcher: {}", e.getMessage());
    }
  }
}
