package dev.quartermaster.ops.node;

import dev.quartermaster.alerts.monitor.Listening;
import dev.quartermaster.alerts.monitor.Monitor;
import dev.quartermaster.alerts.monitor.Monitors;
import dev.quartermaster.db.Database;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says again and again that this node takes check-ins, and declares its configuration's monitors
 * while that is the newest.
 */
final class HearMonitors implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HearMonitors.class);

  /** The next beat tries again, before anybody takes the silence for a gap. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Database database;
  private final Supplier<Map<String, Monitor>> monitors;
  private final BooleanSupplier isNewest;
  private Optional<Map<String, Monitor>> declared = Optional.empty();
  private final ScheduledExecutorService beats =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "monitors");
            thread.setDaemon(true);
            return thread;
          });

  private HearMonitors(
      Database database, Supplier<Map<String, Monitor>> monitors, BooleanSupplier isNewest) {
    this.database = database;
    this.monitors = monitors;
    this.isNewest = isNewest;
  }

  /**
   * Begins, once the node listens; its monitors are declared when this returns, unless the database
   * is away.
   *
   * @param monitors that count now
   * @param isNewest whether they are of the newest configuration
   */
  @SuppressWarnings("FutureReturnValueIgnored") // beat() tells its own failures
  static HearMonitors start(
      Database database, Supplier<Map<String, Monitor>> monitors, BooleanSupplier isNewest) {
    HearMonitors hear = new HearMonitors(database, monitors, isNewest);
    hear.beat();
    hear.beats.scheduleWithFixedDelay(
        hear::beat, Listening.BEAT.toMillis(), Listening.BEAT.toMillis(), TimeUnit.MILLISECONDS);
    return hear;
  }

  private void beat() {
    try {
      database.transactionWithin(
          PATIENCE,
          handle -> {
            Listening.beat(handle);
            return true;
          });
      declare();
    } catch (RuntimeException e) {
      LOG.warn("Could not say that check-ins are taken: {}", e.getMessage());
    } catch (Error e) {
      // Thrown on, it would end the beats for good.
      LOG.error("Could not say that check-ins are taken", e);
    }
  }

  private void declare() {
    Optional<Map<String, Monitor>> now =
        isNewest.getAsBoolean() ? Optional.of(monitors.get()) : Optional.empty();
    if (now.isPresent() && !now.equals(declared)) {
      database.run(handle -> Monitors.declare(handle, now.get().values()));
    }
    declared = now;
  }

  @Override
  public void close() {
    beats.shutdownNow();
  }
}
