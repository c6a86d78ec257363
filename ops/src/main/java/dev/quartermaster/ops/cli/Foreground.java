package dev.quartermaster.ops.cli;

import dev.quartermaster.ops.node.Daemon;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Keeps a daemon in the foreground until it is told to stop by Ctrl-C or TERM, and then stops it
 * cleanly.
 */
final class Foreground {

  private Foreground() {}

  @SuppressWarnings("try")
  static void run(Supplier<Daemon> start, Function<Daemon, AutoCloseable> beside)
      throws InterruptedException {
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              stop.countDown();
              await(stopped);
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    // try closes the companion, then the daemon; nothing else is wanted of the companion.
    try (Daemon daemon = start.get();
        AutoCloseable companion = beside.apply(daemon)) {
      System.out.println("Quartermaster is ready: " + daemon.address() + "  (Ctrl-C stops it)");
      System.out.flush();
      stop.await();
      System.err.println("Stopping: running batches finish first …");
    } catch (RuntimeException | InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("while stopping: " + e.getMessage(), e);
    } finally {
      stopped.countDown();
    }
  }

  private static void await(CountDownLatch stopped) {
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
