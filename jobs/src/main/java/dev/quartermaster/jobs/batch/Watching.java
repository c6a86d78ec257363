package dev.quartermaster.jobs.batch;

import dev.quartermaster.jobs.node.NodeIdentity;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the one hand of a process that has no engine: what it does outside the database ends when
 * its time is up, when it is another's, and when the process is told to end.
 */
final class Watching implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Watching.class);

  /** A program has this long to end, after which it is left behind. */
  private static final long LEAVE_SECONDS = 30;

  private final Thread hand = Thread.currentThread();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread atExit = new Thread(this::stop, "stop-by-hand");
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "watch-by-hand");
            thread.setDaemon(true);
            return thread;
          });

  /** Watches the calling thread until closed. */
  @SuppressWarnings("FutureReturnValueIgnored") // look() tells its own failures
  Watching(RunInHand inHand, Supplier<NodeIdentity> me) {
    Runtime.getRuntime().addShutdownHook(atExit);
    looks.scheduleWithFixedDelay(() -> look(inHand, me.get()), 1, 1, TimeUnit.SECONDS);
  }

  private static void look(RunInHand inHand, NodeIdentity me) {
    try {
      inHand.stopIfOvertime();
      inHand.watch(me);
    } catch (RuntimeException e) {
      LOG.warn("Could not look after the run: {}", e.getMessage());
    }
  }

  private void stop() {
    hand.interrupt();
    try {
      if (!over.await(LEAVE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("What the run began does not end; it is left behind.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    looks.shutdownNow();
    over.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      LOG.debug("The process ends already.");
    }
  }
}
