package dev.quartermaster.ops.cli;

import dev.quartermaster.ops.node.Daemon;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Keeps a daemon in the foreground until it is told to stop by Ctrl-C or TERM, and then stops it
 * cleanly: with exit code 0, for a service that was stopped as it should has not failed.
 */
final class Foreground {

  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicInteger exitCode = new AtomicInteger(ExitCode.FAILED);

  private Foreground() {}

  /**
   * What is said.
   *
   * @param ready what is ready, in a few words
   * @param stopping what is done before the end
   */
  record Words<T>(Function<T, String> ready, String stopping) {}

  static void run(Supplier<Daemon> start, Function<Daemon, AutoCloseable> beside)
      throws InterruptedException {
    run(
        start,
        beside,
        new Words<>(
            daemon -> daemon.address().toString(), "Stopping: running batches finish first …"));
  }

  static <T extends AutoCloseable> void run(
      Supplier<T> start, Function<T, AutoCloseable> beside, Words<T> words)
      throws InterruptedException {
    Foreground foreground = new Foreground();
    Runtime.getRuntime().addShutdownHook(new Thread(foreground::stopOnSignal, "stop"));
    foreground.untilStopped(start, beside, words);
  }

  @SuppressWarnings("try")
  private <T extends AutoCloseable> void untilStopped(
      Supplier<T> start, Function<T, AutoCloseable> beside, Words<T> words)
      throws InterruptedException {
    // try closes the companion, then the daemon; nothing else is wanted of the companion.
    try (T daemon = start.get();
        AutoCloseable companion = beside.apply(daemon)) {
      System.out.println(
          "Quartermaster is ready: " + words.ready().apply(daemon) + "  (Ctrl-C stops it)");
      System.out.flush();
      stop.await();
      System.err.println(words.stopping());
    } catch (RuntimeException | InterruptedException e) {
      stopped.countDown();
      throw e;
    } catch (Exception e) {
      stopped.countDown();
      throw new IllegalStateException("while stopping: " + e.getMessage(), e);
    }
    exitCode.set(ExitCode.DONE);
    stopped.countDown();
  }

  private void stopOnSignal() {
    if (stopped.getCount() == 0) {
      return; // It failed, and the program ends by itself.
    }
    stop.countDown();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Left to itself, the JVM would tell of the signal: 130 or 143.
    Runtime.getRuntime().halt(exitCode.get());
  }
}
