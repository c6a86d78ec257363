package dev.quartermaster.ops.http;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a source that may hang. Whoever comes while it is being asked shares the answer, so that a
 * hundred open dashboards cost one read; nobody waits longer than {@link #PATIENCE}, and few wait
 * at once, so that the rest of the surface keeps its threads.
 */
final class SharedAnswer<T> {

  /** Longest that a caller waits. */
  static final Duration PATIENCE = Duration.ofSeconds(3);

  /** A question that is older is given up, and asked anew: its connection may be dead. */
  private static final Duration GIVEN_UP = Duration.ofSeconds(20);

  private static final int WAITING = 12;

  private final Supplier<T> source;
  private final Executor executor;
  private final Semaphore places = new Semaphore(WAITING);
  private @Nullable Asked<T> asked;
  private volatile Optional<String> lastOutage = Optional.empty();

  /** The executor refuses when it has no thread left. */
  SharedAnswer(Supplier<T> source, Executor executor) {
    this.source = source;
    this.executor = executor;
  }

  private record Asked<T>(CompletableFuture<T> answer, long atNanos) {
    boolean isCurrent() {
      return !answer.isDone() && System.nanoTime() - atNanos < GIVEN_UP.toNanos();
    }
  }

  /**
   * The answer; throws what the source throws.
   *
   * @throws NoAnswer when there is none in time
   */
  T get() {
    if (!places.tryAcquire()) {
      throw noAnswer();
    }
    try {
      return ask().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | RejectedExecutionException e) {
      throw noAnswer();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw noAnswer();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e);
    } finally {
      places.release();
    }
  }

  private synchronized CompletableFuture<T> ask() {
    Asked<T> current = asked;
    if (current == null || !current.isCurrent()) {
      current = new Asked<>(CompletableFuture.supplyAsync(this::read, executor), System.nanoTime());
      asked = current;
    }
    return current.answer();
  }

  /** Remembers why, for those who gave up before the reason was known. */
  private T read() {
    try {
      T answer = source.get();
      lastOutage = Optional.empty();
      return answer;
    } catch (RuntimeException e) {
      lastOutage = Outage.reason(e);
      throw e;
    }
  }

  private NoAnswer noAnswer() {
    return new NoAnswer(
        lastOutage.orElse(
            "the database has not answered within %d s".formatted(PATIENCE.toSeconds())));
  }

  /** The source did not answer in time. */
  static final class NoAnswer extends RuntimeException {
    NoAnswer(String message) {
      super(message);
    }
  }
}
