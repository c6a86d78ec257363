package dev.quartermaster.ops.bulk;

import dev.quartermaster.quota.bulk.Batch;
import dev.quartermaster.quota.bulk.Operation;
import dev.quartermaster.quota.bulk.Operations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Some threads that work on an operation until it is over.
 *
 * @param watching hears how far it is, some times a second, and may do nothing
 * @param held hears for how long each batch held its locks
 */
public record BulkHands(
    BulkRun run, int number, Consumer<Operations.Progress> watching, Consumer<Duration> held) {

  /** One a core, but two at least: while one waits for the server, the other has work for it. */
  public static final int NUMBER =
      Math.max(2, Math.min(3, Runtime.getRuntime().availableProcessors()));

  private static final Duration LOOK = Duration.ofMillis(250);

  /** Works on it to its end, beside whoever else does. */
  public Operation work(Operation operation) {
    Others others = run.once(() -> new Others(run.database()));
    ExecutorService threads = Executors.newFixedThreadPool(number);
    try {
      List<Future<Operation>> all = new ArrayList<>();
      for (int i = 0; i < number; i++) {
        boolean first = i == 0;
        all.add(threads.submit(() -> workOn(operation, others, first)));
      }
      Operation over = operation;
      for (Future<Operation> hand : all) {
        over = await(hand, operation);
      }
      return over;
    } finally {
      threads.shutdownNow();
    }
  }

  private Operation await(Future<Operation> hand, Operation operation) {
    while (true) {
      try {
        return hand.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        watching.accept(run.once(() -> run.progress(operation)));
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted on the way", e);
      }
    }
  }

  /**
   * Batch after batch; what others hold is waited for, since they may leave it.
   *
   * @param first whether it goes on beside others, when all but one leave the server to them
   */
  private Operation workOn(Operation operation, Others others, boolean first) {
    Sizing sizing = Sizing.FIRST;
    while (!Thread.currentThread().isInterrupted()) {
      // Before the locks: it is their time that counts.
      boolean besideOthers = run.once(others::areThere);
      Optional<Duration> took =
          besideOthers && !first ? Optional.empty() : batch(operation, sizing.portions());
      if (took.isPresent()) {
        held.accept(took.get());
        sizing = sizing.after(took.get(), besideOthers);
        LockSupport.parkNanos(besideOthers ? took.get().toNanos() : 0);
      } else {
        Optional<Operation> over = run.end(operation);
        if (over.isPresent()) {
          return over.get();
        }
        LockSupport.parkNanos(LOOK.toNanos() / 5);
      }
    }
    throw new IllegalStateException("stopped on the way");
  }

  private Optional<Duration> batch(Operation operation, int portions) {
    return run.once(
        () -> {
          long began = System.nanoTime();
          return run.database()
              .transaction(handle -> Batch.next(handle, operation, portions))
              .map(done -> Duration.ofNanos(System.nanoTime() - began));
        });
  }
}
