package dev.quartermaster.alerts.watchdog;

import dev.quartermaster.alerts.alert.Policy;
import dev.quartermaster.alerts.channel.Channel;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseUnavailable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private static final Duration CLOSING = Duration.ofSeconds(10);

  /** Those before it may be gone with the database: so many are waited for at most. */
  private static final int LAST = 2;

  private static final Duration DATABASE_ANSWERS = Duration.ofSeconds(5);

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

  private final Database database;
  private final Settings settings;
  private final Spool spool;
  private final Pace pace;
  private final FirstTaker taker;
  private final ScheduledExecutorService work =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "without-database");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable Trouble trouble;
  private boolean isThere;
  private int rank;
  private long triedAt;

  private WithoutDatabase(Database database, Settings settings, Spool spool, Pace pace) {
    this.database = database;
    this.settings = settings;
    this.spool = spool;
    this.pace = pace;
    this.taker = new FirstTaker(pace.longestAnswer());
  }

  /** Begins; what an earlier life of this process has left in the spool is gone on with. */
  public static WithoutDatabase start(Database database, Settings settings, Spool spool) {
    return start(database, settings, spool, Pace.STANDARD);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // look() tells its own failures
  static WithoutDatabase start(Database database, Settings settings, Spool spool, Pace pace) {
    WithoutDatabase without = new WithoutDatabase(database, settings, spool, pace);
    long look = pace.look().toMillis();
    without.work.scheduleWithFixedDelay(without::look, look, look, TimeUnit.MILLISECONDS);
    return without;
  }

  @Override
  public synchronized void looked(int newRank) {
    rank = newRank;
    trouble = null;
    isThere = true;
  }

  @Override
  public synchronized void failed(Throwable why, Duration took) {
    isThere = false;
    // Longer than it waits for a connection a look takes only when the process was frozen in it.
    Duration already = took.compareTo(pace.patience()) < 0 ? took : pace.patience();
    trouble =
        trouble == null
            ? Trouble.begun(why, already, settings.clock().instant())
            : trouble.goesOn(why);
  }

  @Override
  public synchronized void frozen(Duration length) {
    // While this process was frozen nobody's silence counts.
    trouble = null;
    isThere = false;
  }

  private synchronized Optional<Trouble> due() {
    return Optional.ofNullable(trouble).filter(now -> now.age().compareTo(patience()) > 0);
  }

  private synchronized Duration patience() {
    return pace.patience().plus(pace.apart().multipliedBy(Math.min(rank, LAST)));
  }

  private synchronized boolean isThere() {
    return isThere;
  }

  private void look() {
    try {
      due().ifPresent(this::page);
      if (isThere()) {
        spool.all().forEach(this::putOnRecord);
      }
    } catch (RuntimeException | Error e) {
      LOG.error("What is told without the database is not told, or not on record, yet", e);
    }
  }

  private void page(Trouble now) {
    Spooled page =
        spool
            .of(now.cause())
            .orElseGet(() -> Spooled.of(now.cause(), now.since(), now.error(), settings.watcher()));
    boolean tooSoon = triedAt != 0 && System.nanoTime() - triedAt < pace.again().toNanos();
    Policy policy = settings.policy().get();
    Map<String, Channel> channels = settings.channels().get();
    List<List<String>> toBeTold =
        page.toBeTold(
            policy.route(page.labels(policy)), channels.keySet(), settings.clock().instant());
    if (toBeTold.isEmpty() || tooSoon || isBack(now)) {
      return;
    }
    triedAt = System.nanoTime();
    spool.write(page);
    for (List<String> order : toBeTold) {
      page = tell(page, taker.find(page.page(policy), order, channels));
    }
  }

  private Spooled tell(Spooled page, Optional<String> name) {
    if (name.isEmpty()) {
      LOG.error("{}: no channel took the page, yet.", page.cause().name());
      return page;
    }
    Spooled told = page.toldBy(name.get(), settings.clock().instant());
    spool.write(told);
    LOG.warn("{} was told over {}, without the database.", page.cause().name(), name.get());
    return told;
  }

  /**
   * A pool finds out late that a restart is over: the next look will tell. Of one that still gets
   * no connection after that time again, somebody hears.
   */
  private boolean isBack(Trouble now) {
    if (!now.isUnreachable() || now.age().compareTo(patience().plus(pace.patience())) > 0) {
      return false;
    }
    try {
      database.check();
      return true;
    } catch (DatabaseUnavailable e) {
      LOG.warn("Gone for {} s: {}", now.age().toSeconds(), e.getMessage());
      return false;
    }
  }

  private void putOnRecord(Spooled page) {
    Policy policy = settings.policy().get();
    database.transactionWithin(
        DATABASE_ANSWERS,
        handle -> {
          page.putOnRecord(handle, policy);
          return true;
        });
    spool.remove(page.cause());
    LOG.info("The database is back; what was told without it is on record.");
  }

  /** Who it is told over already, for those who ask. */
  public List<String> told() {
    return spool.all().stream().flatMap(page -> page.toldBy().stream()).distinct().toList();
  }

  @Override
  public void close() {
    work.shutdownNow();
    try {
      if (!work.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("A page without the database hangs.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
