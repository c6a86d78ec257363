package dev.quartermaster.ops.webhook;

import dev.failsafe.FailsafeException;
import dev.quartermaster.db.Database;
import dev.quartermaster.ops.config.Configuration.Webhook;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's part in posting warnings: it has its turn, or waits for it.
 *
 * <p>At most one node posts at a time. When the one whose turn it is dies, another goes on within
 * 30 s; when it stops, at once.
 */
public final class QuotaWebhook implements AutoCloseable {

  /** As metrics call it. */
  public static final String CHANNEL = "quota-webhook";

  private static final Logger LOG = LoggerFactory.getLogger(QuotaWebhook.class);

  /**
   * Where warnings go.
   *
   * @param region whose warnings they are
   */
  public record Settings(String region, Webhook webhook) {}

  private final Lease lease;
  private final Delivery delivery;
  private final Pace pace;
  private final ScheduledExecutorService work =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, CHANNEL);
            thread.setDaemon(true);
            return thread;
          });
  private boolean failing;

  private QuotaWebhook(Lease lease, Delivery delivery, Pace pace) {
    this.lease = lease;
    this.delivery = delivery;
    this.pace = pace;
  }

  /** Begins; leaves the database, of which it uses two connections, open. */
  public static QuotaWebhook start(Database database, Settings settings, Result.Counts counts) {
    return start(database, settings, counts, Pace.STANDARD);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // work() tells its own failures
  static QuotaWebhook start(Database database, Settings settings, Result.Counts counts, Pace pace) {
    Receiver receiver = new Receiver(settings.webhook(), pace.timeout());
    FeedReader reader = new FeedReader(CHANNEL, UUID.randomUUID());
    Lease lease = Lease.keep(database, reader, pace.beat());
    Delivery.Route route = new Delivery.Route(settings.region(), database, reader, receiver);
    QuotaWebhook webhook = new QuotaWebhook(lease, new Delivery(route, lease, pace, counts), pace);
    webhook.work.scheduleWithFixedDelay(
        webhook::work, 0, pace.poll().toMillis(), TimeUnit.MILLISECONDS);
    return webhook;
  }

  private void work() {
    try {
      boolean more = true;
      while (more) {
        more = delivery.some();
      }
      failing = false;
    } catch (FailsafeException e) {
      // Interrupted between two attempts: another node goes on with the same warning.
      LOG.debug("Stopped between two attempts.", e);
    } catch (RuntimeException e) {
      if (!failing) {
        LOG.warn("The quota webhook is held up: {}", e.getMessage());
      }
      failing = true;
    }
  }

  /** An attempt on its way gets its answer, then another node may go on. */
  @Override
  public void close() {
    lease.end();
    work.shutdownNow();
    try {
      if (!work.awaitTermination(pace.timeout().toMillis() + 1_000, TimeUnit.MILLISECONDS)) {
        LOG.warn("The quota webhook hangs.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    lease.close();
  }
}
