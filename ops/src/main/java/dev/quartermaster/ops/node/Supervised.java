package dev.quartermaster.ops.node;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd that this process is ready, and, when it asks for that, again and again that it
 * moves. It is told nothing while nothing moves: systemd then starts it anew.
 *
 * @see <a href="https://www.freedesktop.org/software/systemd/man/sd_notify.html">sd_notify</a>
 */
public final class Supervised implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Supervised.class);

  /** Longer than any bounded wait for the database: who waits for it moves. */
  static final Duration STANDSTILL = Duration.ofSeconds(60);

  /** A datagram to a local socket; systemd's own program knows how, Java does not. */
  private static final String PROGRAM = "systemd-notify";

  /** How often, when systemd does not wait for it. */
  private static final Duration UNWATCHED = Duration.ofMinutes(1);

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Supplier<Duration> standstill;
  private final ScheduledExecutorService feeding =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "systemd");
            thread.setDaemon(true);
            return thread;
          });

  private Supervised(Supplier<Duration> standstill) {
    this.standstill = standstill;
  }

  /**
   * Says that it is ready, if there is a systemd that waits for that.
   *
   * @param standstill for how long nothing has moved
   */
  public static AutoCloseable start(Supplier<Duration> standstill) {
    return start(System.getenv(), standstill);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // feed() tells its own failures
  private static AutoCloseable start(
      Map<String, String> environment, Supplier<Duration> standstill) {
    if (!environment.containsKey("NOTIFY_SOCKET")) {
      return () -> {};
    }
    Supervised supervised = new Supervised(standstill);
    long every = interval(environment).orElse(UNWATCHED).toMillis();
    supervised.feeding.scheduleWithFixedDelay(supervised::feed, 0, every, TimeUnit.MILLISECONDS);
    return supervised;
  }

  /** A third of what systemd waits for; empty when it waits for nothing. */
  static Optional<Duration> interval(Map<String, String> environment) {
    String micros = environment.get("WATCHDOG_USEC");
    return micros == null || !micros.matches("[0-9]{1,15}")
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(Math.max(100, Long.parseLong(micros) / 3_000)));
  }

  /** Also that it is ready, each time: the first word may have been lost. */
  private void feed() {
    try {
      Duration still = standstill.get();
      if (still.compareTo(STANDSTILL) > 0) {
        LOG.error(
            "Nothing has moved for {} s: systemd is not told that all is well.", still.toSeconds());
      } else {
        tell("READY=1", "WATCHDOG=1");
      }
    } catch (RuntimeException | Error e) {
      // Thrown on, it would end the feeding for good.
      LOG.warn("Could not tell systemd that all is well: {}", e.toString());
    }
  }

  private void tell(String... words) {
    String what = String.join(" ", words);
    List<String> line = new ArrayList<>(List.of(PROGRAM));
    line.addAll(List.of(words));
    try {
      Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        LOG.warn("{} does not end.", PROGRAM);
      } else if (process.exitValue() != 0) {
        LOG.warn("{} {} ended with {}.", PROGRAM, what, process.exitValue());
      }
    } catch (IOException e) {
      LOG.warn("Could not tell systemd {}: {}", what, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The stop takes the time that running batches need: systemd is told that it has begun. */
  @Override
  public void close() {
    feeding.shutdownNow();
    tell("STOPPING=1");
  }
}
