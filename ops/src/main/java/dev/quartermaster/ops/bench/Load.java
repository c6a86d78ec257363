package dev.quartermaster.ops.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Senders at work side by side, each with one batch at a time.
 *
 * @param batches sent in turn, over and over
 * @param apart from one batch of all senders to the next, by plan; zero when each sends as soon as
 *     its last was answered
 */
record Load(List<Batch> batches, Duration apart) {

  /** Runs until it is over by this, and all that was sent is answered. */
  Loaded run(List<? extends Sender> senders, BooleanSupplier isOver) {
    ExecutorService threads = Executors.newFixedThreadPool(senders.size());
    try {
      Stopwatch stopwatch = Stopwatch.start();
      List<Future<Loaded>> all = new ArrayList<>();
      for (int i = 0; i < senders.size(); i++) {
        Turns turns = new Turns(stopwatch, i, senders.size());
        Sender sender = senders.get(i);
        all.add(threads.submit(() -> send(sender, turns, isOver)));
      }
      return Loaded.together(all.stream().map(Load::result).toList());
    } finally {
      threads.shutdown();
    }
  }

  /** The turns of one of several senders. */
  private record Turns(Stopwatch since, int sender, int senders) {
    long turn(int nth) {
      return (long) nth * senders + sender;
    }
  }

  private static Loaded result(Future<Loaded> sending) {
    try {
      return sending.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted under load", e);
    }
  }

  private Loaded send(Sender sender, Turns turns, BooleanSupplier isOver) {
    Loaded.Count count = new Loaded.Count();
    for (int nth = 0; !isOver.getAsBoolean(); nth++) {
      long turn = turns.turn(nth);
      Duration planned = planned(turn, turns.since());
      Batch batch = batches.get((int) (turn % batches.size()));
      boolean taken = sender.send(batch);
      // From the planned time on: what kept this one waiting counts.
      count.add(batch, taken, turns.since().elapsed().minus(planned));
    }
    return count.done(turns.since().elapsed());
  }

  /** Waits for the turn; never for one that is past. */
  private Duration planned(long turn, Stopwatch since) {
    if (apart.isZero()) {
      return since.elapsed();
    }
    Duration planned = apart.multipliedBy(turn);
    Duration left = planned.minus(since.elapsed());
    while (left.toNanos() > 0) {
      LockSupport.parkNanos(left.toNanos());
      left = planned.minus(since.elapsed());
    }
    return planned;
  }
}
