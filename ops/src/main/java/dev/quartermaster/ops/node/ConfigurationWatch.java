package dev.quartermaster.ops.node;

import dev.quartermaster.ops.config.ConfigurationReader;
import dev.quartermaster.ops.config.EffectiveConfiguration;
import dev.quartermaster.ops.config.InvalidConfiguration;
import dev.quartermaster.ops.config.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration anew when its file has changed, or on request. A file is taken once it is
 * the same in two looks, so that one that is half written is not.
 */
final class ConfigurationWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationWatch.class);

  private static final Duration LOOK = Duration.ofSeconds(2);

  /** Who hears of it, on one thread. */
  interface Listener {
    void valid(EffectiveConfiguration next);

    /** The one before stays. At least one problem. */
    void invalid(List<Problem> problems);
  }

  private final Path file;
  private final Map<String, String> environment;
  private final Listener listener;
  private Fingerprint seen;
  private Fingerprint taken;
  private boolean isAsked;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "configuration");
            thread.setDaemon(true);
            return thread;
          });

  private ConfigurationWatch(Path file, Map<String, String> environment, Listener listener) {
    this.file = file;
    this.environment = environment;
    this.listener = listener;
    this.seen = Fingerprint.of(file);
    this.taken = seen;
  }

  /** Watches from now on; what the file holds already is no news. */
  @SuppressWarnings("FutureReturnValueIgnored") // look() tells its own failures
  static ConfigurationWatch start(Path file, Map<String, String> environment, Listener listener) {
    ConfigurationWatch watch = new ConfigurationWatch(file, environment, listener);
    watch.looks.scheduleWithFixedDelay(
        watch::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    return watch;
  }

  /** Reads it as soon as it is still, changed or not: a file that it names may have. */
  void reload() {
    if (looks.isShutdown()) {
      return;
    }
    looks.execute(
        () -> {
          isAsked = true;
          look();
        });
  }

  private void look() {
    Fingerprint now = Fingerprint.of(file);
    boolean isStill = now.equals(seen);
    seen = now;
    if (isStill && (isAsked || !now.hasTextOf(taken))) {
      isAsked = false;
      read();
    }
  }

  private void read() {
    Fingerprint before = seen;
    try {
      Runnable news = news();
      if (Fingerprint.of(file).hasTextOf(before)) {
        taken = before;
        news.run();
      }
      // Else it was written meanwhile: the looks to come tell when that is over.
    } catch (RuntimeException | Error e) {
      LOG.error("The configuration could not be read anew; the one before is in force.", e);
    }
  }

  private Runnable news() {
    try {
      EffectiveConfiguration next = ConfigurationReader.effective(Optional.of(file), environment);
      return () -> listener.valid(next);
    } catch (InvalidConfiguration e) {
      return () -> listener.invalid(e.problems());
    }
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
