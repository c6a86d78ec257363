package dev.quartermaster.quota.charge;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Charges reports of many senders at the rate of the database: what waits while a transaction goes
 * on is charged together in the next one, and when too much waits more is refused.
 *
 * <p>A report is done when its future is: then it is committed. Thread-safe.
 */
public final class Intake implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  /** Transactions at once: while one waits for the disk another one works. */
  private static final int HANDS = 2;

  /** Records of one transaction, unless a single report has more. */
  private static final int TOGETHER = 5_000;

  /** Records that may wait: some seconds of work, and tens of megabytes. */
  private static final int WAITING = 100_000;

  /** Too much waits. */
  public static final class Busy extends RuntimeException {
    private final Duration retryAfter;

    Busy(Duration retryAfter) {
      super("more usage is reported than the database takes");
      this.retryAfter = retryAfter;
    }

    /** When it may be taken; at least a second. */
    public Duration retryAfter() {
      return retryAfter;
    }
  }

  private record Waiting(UsageReport report, CompletableFuture<ChargeOutcome> outcome) {
    int size() {
      return Math.max(1, report.records().size() + report.gaps().size());
    }
  }

  private final Charges charges;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final List<Thread> hands = new ArrayList<>();
  private int records;
  private boolean closed;

  /** Starts its threads. */
  public Intake(Charges charges) {
    this.charges = charges;
    for (int i = 1; i <= HANDS; i++) {
      Thread hand = new Thread(this::work, "charging-" + i);
      hand.setDaemon(true);
      hands.add(hand);
      hand.start();
    }
  }

  /**
   * Has a report charged.
   *
   * @return its outcome once it is committed, or why it failed
   * @throws Busy when too much waits already; nothing of the report is taken then
   */
  public CompletableFuture<ChargeOutcome> offer(UsageReport report) {
    Waiting one = new Waiting(report, new CompletableFuture<>());
    synchronized (this) {
      if (closed || (records > 0 && records + one.size() > WAITING)) {
        throw new Busy(Duration.ofSeconds(closed ? 5 : 1));
      }
      records += one.size();
      waiting.add(one);
      notifyAll();
    }
    return one.outcome();
  }

  /** How many records wait. */
  public synchronized int waiting() {
    return records;
  }

  private void work() {
    List<Waiting> together = take();
    while (!together.isEmpty()) {
      try {
        charge(together);
      } catch (RuntimeException | Error e) {
        // A hand that ended here would leave every later report without an answer.
        LOG.error("Reports of usage were left without an answer.", e);
        together.forEach(one -> one.outcome().completeExceptionally(e));
      }
      together = take();
    }
  }

  /** Waits for reports; none when it is closed and all is done. */
  private synchronized List<Waiting> take() {
    List<Waiting> together = new ArrayList<>();
    try {
      while (waiting.isEmpty() && !closed) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return together;
    }
    int size = 0;
    while (!waiting.isEmpty() && (size == 0 || size + waiting.getFirst().size() <= TOGETHER)) {
      Waiting one = waiting.removeFirst();
      size += one.size();
      together.add(one);
    }
    records -= size;
    return together;
  }

  private void charge(List<Waiting> together) {
    try {
      List<ChargeOutcome> outcomes =
          charges.chargeEach(together.stream().map(Waiting::report).toList());
      for (int i = 0; i < outcomes.size(); i++) {
        together.get(i).outcome().complete(outcomes.get(i));
      }
    } catch (RuntimeException e) {
      if (together.size() == 1) {
        together.get(0).outcome().completeExceptionally(e);
      } else {
        // One that cannot be charged must not take the others with it.
        together.forEach(one -> charge(List.of(one)));
      }
    }
  }

  /** Takes no more reports, and charges those that wait. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    for (Thread hand : hands) {
      try {
        hand.join(Duration.ofSeconds(30).toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
