package dev.quartermaster.ops.agent.api;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.quartermaster.ops.agent.Loud;
import dev.quartermaster.ops.agent.spool.Spool;
import dev.quartermaster.ops.agent.spool.Spool.Entry;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what is spooled, oldest first, each until it is answered for good. */
public final class Sender implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

  /** So many different rejections are told; a host has no more users that are not known. */
  private static final int MOST_TOLD = 1_000;

  private final Spool spool;
  private final Client client;
  private final RetryPolicy<Answer> again;
  private final Loud way = new Loud(LOG, "Reports do not get through", System::nanoTime);
  private final Loud disk = new Loud(LOG, "The spool cannot be worked on", System::nanoTime);
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  public Sender(Spool spool, Client client, Patience patience) {
    this.spool = spool;
    this.client = client;
    this.again =
        RetryPolicy.<Answer>builder()
            .handle(IOException.class, RuntimeException.class)
            .handleResultIf(
                answer -> answer instanceof Answer.Later || answer instanceof Answer.Barred)
            .withBackoff(patience.first(), patience.longest())
            .withJitter(Patience.JITTER)
            .withDelayFn(context -> asked(context.getLastResult()))
            .withMaxRetries(-1)
            .onFailedAttempt(
                event -> {
                  // A connection that the server closed while idle is found out by using it.
                  if (event.getLastException() == null || event.getAttemptCount() > 1) {
                    tell(event.getLastResult(), event.getLastException());
                  }
                })
            .build();
  }

  /** Negative: the usual. */
  private static Duration asked(@Nullable Answer answer) {
    return answer instanceof Answer.Later later && later.after().isPresent()
        ? Patience.atLeast(later.after().get())
        : Duration.ofNanos(-1);
  }

  private void tell(@Nullable Answer answer, @Nullable Throwable failure) {
    if (answer instanceof Answer.Barred barred) {
      way.fault(
          "%s. They wait in the spool: give the agent a token that may report, or mend its --url"
              .formatted(barred.why()));
    } else if (answer instanceof Answer.Later later) {
      way.fault(later.why());
    } else if (failure != null) {
      way.fault(failure.getMessage() == null ? failure.toString() : failure.getMessage());
    }
  }

  /** Until its thread is interrupted. */
  @Override
  public void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Entry entry = spool.await();
        settle(entry, Failsafe.with(again).get(() -> client.report(entry.body())));
        disk.well();
      } catch (IOException e) {
        if (Thread.currentThread().isInterrupted()) {
          return; // A stop closes files under our hands.
        }
        disk.fault(e.toString());
        pause();
      } catch (InterruptedException e) {
        return;
      } catch (FailsafeException e) {
        if (e.getCause() instanceof InterruptedException) {
          return;
        }
        throw e;
      }
    }
  }

  /** A spool that fails would else be asked without end. */
  private static void pause() {
    LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
  }

  private void settle(Entry entry, Answer answer) throws IOException {
    way.well();
    if (answer instanceof Answer.Taken taken) {
      taken.rejected().forEach(this::tell);
      if (taken.duplicates() > 0) {
        LOG.info(
            "Report {} had been taken before: its answer was lost, or another host reports under the same name.",
            entry.sequence());
      }
      spool.sent(entry);
    } else if (answer instanceof Answer.Unacceptable refused) {
      LOG.error(
          "Report {} is refused and put aside, in refused/: {}", entry.sequence(), refused.why());
      spool.refused(entry, refused.why());
    }
  }

  private void tell(Answer.Rejected rejected) {
    if (told.size() < MOST_TOLD && told.add(rejected.error())) {
      LOG.warn("A record is not charged: {}", rejected.error());
    }
  }
}
