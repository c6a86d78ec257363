package dev.quartermaster.ops.incident;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** What all reporters together were answered, and how soon. */
public final class Charged {

  private final Timeline timeline;
  private final Tally tally;
  private final List<Answered> answered = new ArrayList<>();
  private final AtomicLong unanswered = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private volatile Optional<Throwable> failure = Optional.empty();

  /**
   * An answer.
   *
   * @param at when it came
   */
  public record Answered(Duration at, Duration took) {}

  Charged(Timeline timeline, Tally tally) {
    this.timeline = timeline;
    this.tally = tally;
  }

  void took(Batch batch, Duration time) {
    for (Batch.Use use : batch.uses()) {
      if (use.isCharged()) {
        tally.add(use.user().nth(), batch.at(), use.micros());
      }
    }
    synchronized (answered) {
      answered.add(new Answered(timeline.now(), time));
    }
  }

  void unanswered() {
    unanswered.incrementAndGet();
  }

  /** By a status that is no success: a node that stops says 503. */
  void refused(int status) {
    refused.incrementAndGet();
  }

  /** What breaks a reporter is told when all is over; it would else end without a word. */
  Runnable guarded(Runnable work) {
    return () -> {
      try {
        work.run();
      } catch (RuntimeException | Error e) {
        failure = Optional.of(e);
        throw e;
      }
    };
  }

  Optional<Throwable> failure() {
    return failure;
  }

  long requestsUnanswered() {
    return unanswered.get() + refused.get();
  }

  List<Answered> answered() {
    synchronized (answered) {
      return List.copyOf(answered);
    }
  }

  /** Those that came between these. */
  Latencies between(Duration from, Duration until) {
    return Latencies.of(
        answered().stream()
            .filter(one -> one.at().compareTo(from) >= 0 && one.at().compareTo(until) < 0)
            .map(Answered::took)
            .toList());
  }
}
