package dev.quartermaster.alerts.watchdog;

import dev.quartermaster.alerts.alert.Cause;
import dev.quartermaster.alerts.alert.Policy;
import dev.quartermaster.alerts.channel.Channel;
import dev.quartermaster.alerts.channel.Outcome;
import dev.quartermaster.db.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pages when the database is gone, or cannot be written: from memory and a spool file. When it is
 * back, the alert is put on record there, and ends as any other.
 *
 * <p>The watchers cannot agree then. All use one dedup key, so that providers that know such see
 * one incident; and they go one after the other, so that the others mostly get one message.
 */
public final class WithoutDatabase implements Watcher, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WithoutDatabase.class);

  /** A restart of the database, or a failover, takes less. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Between the first watcher's page and the next one's. */
  static final Duration APART = Duration.ofSeconds(30);

  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final Duration AGAIN = Duration.ofSeconds(10);

  /**
   * What it goes by.
   *
   * @param watcher who tells
   * @param channels that are configured, by name
   * @param clock of this machine: the database's is gone
   */
  public record Settings(
      String watcher,
      Supplier<Policy> policy,
      Supplier<Map<String, Channel>> channels,
      InstantSource clock) {}

  /** The trouble that goes on. */
  private record Trouble(Cause cause, Instant since, long beganNanos, String error) {}

  private final Database database;
  private final Settings settings;
  private final Spool spool;
  private final ScheduledExecutorService work =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "without-database");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable Trouble trouble;
  private long triedAt;
  private int rank;

  private WithoutDatabase(Database database, Settings settings, Spool spool) {
    this.database = database;
    this.settings = settings;
    this.spool = spool;
  }

  /** Begins; what an earlier life of this process has left in the spool is gone on with. */
  @SuppressWarnings("FutureReturnValueIgnored") // look() tells its own failures
  public static WithoutDatabase start(Database database, Settings settings, Spool spool) {
    WithoutDatabase without = new WithoutDatabase(database, settings, spool);
    without.work.scheduleWithFixedDelay(
        without::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    return without;
  }

  @Override
  public synchronized void looked(int newRank) {
    rank = newRank;
    trouble = null;
  }

  @Override
  public synchronized void failed(Throwable why) {
    Optional<Cause> cause = DatabaseFault.of(why).map(DatabaseFault::cause);
    if (cause.isEmpty()) {
      return;
    }
    if (trouble == null || !trouble.cause().equals(cause.get())) {
      trouble =
          new Trouble(
              cause.get(), settings.clock().instant(), System.nanoTime(), DatabaseFault.words(why));
    }
  }

  @Override
  public synchronized void frozen(Duration length) {
    // While this process was frozen nobody's silence counts.
    trouble = null;
  }

  private synchronized Optional<Trouble> due() {
    Trouble now = trouble;
    Duration wait = PATIENCE.plus(APART.multipliedBy(rank));
    return now != null && System.nanoTime() - now.beganNanos() > wait.toNanos()
        ? Optional.of(now)
        : Optional.empty();
  }

  private synchronized boolean isWell() {
    return trouble == null;
  }

  private void look() {
    try {
      Optional<Trouble> due = due();
      if (due.isPresent()) {
        page(due.get());
      } else if (isWell()) {
        spool.read().ifPresent(this::putOnRecord);
      }
    } catch (RuntimeException | Error e) {
      LOG.error("Without the database nobody could be told of it", e);
    }
  }

  private void page(Trouble now) {
    Spooled page =
        spool
            .read()
            .filter(spooled -> spooled.isOf(now.cause()))
            .orElseGet(() -> Spooled.of(now.cause(), now.since(), now.error(), settings.watcher()));
    boolean tooSoon = triedAt != 0 && System.nanoTime() - triedAt < AGAIN.toNanos();
    if (!page.toldBy().isEmpty() || tooSoon) {
      return;
    }
    triedAt = System.nanoTime();
    spool.write(page);
    Policy policy = settings.policy().get();
    Map<String, Channel> channels = settings.channels().get();
    Set<String> order = new LinkedHashSet<>(policy.route(page.labels(policy)).channels());
    order.addAll(channels.keySet());
    for (String name : order) {
      Channel channel = channels.get(name);
      if (channel != null && isTaken(channel, page, policy)) {
        spool.write(page.toldBy(name, settings.clock().instant()));
        return;
      }
    }
    LOG.error("{}: no channel took the page; tried again in {}.", now.cause().name(), AGAIN);
  }

  private static boolean isTaken(Channel channel, Spooled page, Policy policy) {
    Outcome outcome = channel.send(page.page(policy));
    if (outcome instanceof Outcome.Accepted) {
      LOG.warn("{} was told over {}, without the database.", page.cause().name(), channel.name());
      return true;
    }
    LOG.warn("{} did not take the page: {}", channel.name(), outcome);
    return false;
  }

  private void putOnRecord(Spooled page) {
    database.run(handle -> page.putOnRecord(handle, settings.policy().get()));
    spool.clear();
    LOG.info("The database is back; what was told without it is on record.");
  }

  /** Who it is told over already, for those who ask. */
  public List<String> told() {
    return spool.read().map(Spooled::toldBy).orElse(List.of());
  }

  @Override
  public void close() {
    work.shutdownNow();
    try {
      if (!work.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("A page without the database hangs.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
