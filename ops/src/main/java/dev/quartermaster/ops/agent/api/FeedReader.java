package dev.quartermaster.ops.agent.api;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.CheckedSupplier;
import dev.quartermaster.ops.agent.Loud;
import dev.quartermaster.ops.agent.api.Client.AskLater;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the tarpit's feed; what it has missed, a snapshot mends. */
public final class FeedReader implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(FeedReader.class);

  /** Shorter than servers and proxies leave a silent connection open. */
  private static final Duration WAIT = Duration.ofSeconds(20);

  /** However sound the feed seems: a change that never came is made up for after so long. */
  private static final Duration SNAPSHOT_EVERY = Duration.ofMinutes(10);

  /** A server that does not wait must not be asked without end. */
  private static final Duration LEAST = Duration.ofSeconds(1);

  /** Whom the news are for. */
  public interface Listener {
    /** Everyone who is in, and nobody else. */
    void snapshot(Feed everyone);

    /** What is new. */
    void changes(Feed news);
  }

  private final Client client;
  private final Listener listener;
  private final RetryPolicy<Object> again;
  private final Loud way = new Loud(LOG, "The tarpit's feed does not answer", System::nanoTime);
  private @Nullable String cursor;
  private long snapshotAt;

  public FeedReader(Client client, Listener listener, Patience patience) {
    this.client = client;
    this.listener = listener;
    this.again =
        RetryPolicy.builder()
            .handle(IOException.class, RuntimeException.class)
            .withBackoff(patience.first(), patience.longest())
            .withJitter(Patience.JITTER)
            .withDelayFn(context -> asked(context.getLastException()))
            .withMaxRetries(-1)
            .onFailedAttempt(
                event -> {
                  // A connection that the server closed while idle is found out by using it.
                  if (event.getAttemptCount() > 1) {
                    way.fault(String.valueOf(event.getLastException()));
                  }
                })
            .build();
  }

  private static Duration asked(@Nullable Throwable failure) {
    return failure instanceof AskLater later && later.after().isPresent()
        ? Patience.atLeast(later.after().get())
        : Duration.ofNanos(-1);
  }

  /** Until its thread is interrupted. */
  @Override
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        long began = System.nanoTime();
        if (!hear() && System.nanoTime() - began < LEAST.toNanos()) {
          LockSupport.parkNanos(LEAST.toNanos());
        }
      }
    } catch (FailsafeException e) {
      if (!(e.getCause() instanceof InterruptedException)) {
        throw e;
      }
    }
  }

  /** Whether there was any news. */
  private boolean hear() {
    String after = cursor;
    if (after == null || System.nanoTime() - snapshotAt > SNAPSHOT_EVERY.toNanos()) {
      Feed everyone = until(client::snapshot);
      listener.snapshot(everyone);
      snapshotAt = System.nanoTime();
      cursor = everyone.cursor();
      return false;
    }
    Optional<Feed> news = until(() -> client.changes(after, WAIT));
    news.ifPresent(listener::changes);
    cursor = news.map(Feed::cursor).orElse(null);
    return news.isPresent() && !news.get().changes().isEmpty();
  }

  private <T> T until(CheckedSupplier<T> ask) {
    T answer = Failsafe.with(again).get(ask);
    way.well();
    return answer;
  }
}
