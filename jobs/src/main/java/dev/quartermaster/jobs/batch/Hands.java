package dev.quartermaster.jobs.batch;

import dev.quartermaster.jobs.batch.WorkList.Work;
import dev.quartermaster.jobs.node.NodeIdentity;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Some threads that work on the runs of a list: a batch here, a batch there. */
final class Hands {

  private static final Logger LOG = LoggerFactory.getLogger(Hands.class);

  private final Supplier<NodeIdentity> me;
  private final BatchObserver observer;
  private final WorkList list = new WorkList();
  private final ExecutorService threads;
  private final Semaphore free;
  private volatile boolean draining;
  private volatile boolean paused;

  Hands(Supplier<NodeIdentity> me, BatchObserver observer, String name, int number) {
    this.me = me;
    this.observer = observer;
    this.free = new Semaphore(number);
    this.threads = Executors.newFixedThreadPool(number, task -> new Thread(task, name));
  }

  WorkList list() {
    return list;
  }

  /** Puts free hands to work. */
  void begin() {
    for (int wanted = list.wanted(); wanted > 0 && goesOn() && free.tryAcquire(); wanted--) {
      threads.execute(this::lend);
    }
  }

  /** Whether all are busy while a run has none. */
  boolean keepsOneWaiting() {
    return free.availablePermits() == 0 && list.oneWaits();
  }

  private boolean goesOn() {
    return !draining && !paused;
  }

  /** Begins no batch while paused; those at work are finished. */
  void pause(boolean now) {
    paused = now;
  }

  private void lend() {
    try {
      boolean worked = true;
      while (worked && goesOn()) {
        worked = list.take().map(this::workOn).orElse(false);
      }
    } finally {
      free.release();
    }
  }

  /** Stays with a run until it has nothing more to claim or another run has no hand. */
  private boolean workOn(Work work) {
    boolean spent = false;
    try {
      do {
        spent = !work.inHand().workOnNext(me.get(), observer);
        // The one piece of work is done: the next claim only ends its run.
      } while (!spent && (work.inHand().isOnePiece() || (goesOn() && !list.oneWaits())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (RuntimeException | Error e) {
      // The tables say what is left to do; the next look begins again from there.
      LOG.warn("Run {}: {}", work.run(), e.toString());
      spent = true;
    } finally {
      list.leave(work, spent);
    }
    return true;
  }

  /** Takes no more batches, and waits for those at work. */
  void drain(Duration patience) {
    draining = true;
    list.atWork().forEach(RunInHand::hurry);
    threads.shutdown();
    try {
      if (!threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn(
            "Work goes on for more than {}; it is stopped, and another node may have it.",
            patience);
        threads.shutdownNow();
        if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
          LOG.warn("It does not stop; what it does is not put on record.");
        }
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
