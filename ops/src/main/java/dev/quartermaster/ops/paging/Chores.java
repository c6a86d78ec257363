package dev.quartermaster.ops.paging;

import dev.quartermaster.alerts.alert.Forgetting;
import dev.quartermaster.alerts.channel.Alertmanager;
import dev.quartermaster.alerts.channel.Channel;
import dev.quartermaster.alerts.channel.Log;
import dev.quartermaster.alerts.outbox.Refreshing;
import dev.quartermaster.alerts.outbox.SelfTest;
import dev.quartermaster.alerts.timetable.CronTimetable;
import dev.quartermaster.alerts.timetable.Timetable;
import dev.quartermaster.db.Database;
import dev.quartermaster.ops.config.Configuration;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What keeps the way to people proved: tests, repeats, and the switch outside. */
final class Chores implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Chores.class);

  private static final Duration EVERY = Duration.ofSeconds(10);

  /** Every channel is proved daily, also when nobody has said when. */
  private static final Timetable DAILY = CronTimetable.quartz("0 0 9 * * ?", ZoneOffset.UTC);

  private final Database database;
  private final String who;
  private final Supplier<Configuration> configuration;
  private final Supplier<Map<String, Channel>> channels;
  private final DeadMansSwitch deadMansSwitch = new DeadMansSwitch();
  private final ScheduledExecutorService work =
      Executors.newScheduledThreadPool(
          2,
          task -> {
            Thread thread = new Thread(task, "alert-path");
            thread.setDaemon(true);
            return thread;
          });

  private Chores(
      Database database,
      String who,
      Supplier<Configuration> configuration,
      Supplier<Map<String, Channel>> channels) {
    this.database = database;
    this.who = who;
    this.configuration = configuration;
    this.channels = channels;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // each tells its own failures
  static Chores start(
      Database database,
      String who,
      Supplier<Configuration> configuration,
      Supplier<Map<String, Channel>> channels) {
    Chores chores = new Chores(database, who, configuration, channels);
    chores.work.scheduleWithFixedDelay(
        chores::work, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    chores.work.scheduleWithFixedDelay(
        chores::feed, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return chores;
  }

  private interface Chore {
    void done() throws InterruptedException;
  }

  private void work() {
    Configuration now = configuration.get();
    each("repeat what is forgotten", () -> Refreshing.refresh(database, channels.get().values()));
    each("prove the channels", () -> prove(now));
    each("forget old alerts", () -> database.transaction(Forgetting::some));
  }

  /** On a thread of its own: a channel that hangs does not keep it from being fed. */
  private void feed() {
    each(
        "feed the dead-man's switch",
        () -> {
          DeadMansSwitch.Outside outside = outside(configuration.get().watchdog());
          if (!outside.isNobody()) {
            deadMansSwitch.feed(database, outside, waking());
          }
        });
  }

  private DeadMansSwitch.Outside outside(Configuration.Watchdog configured) {
    return new DeadMansSwitch.Outside(
        configured.deadMansSwitch(),
        channels.get().values().stream()
            .filter(channel -> configured.alwaysFiring().contains(channel.name()))
            .filter(Alertmanager.class::isInstance)
            .map(Alertmanager.class::cast)
            .toList());
  }

  /** The log wakes nobody. */
  private Set<String> waking() {
    return channels.get().values().stream()
        .filter(channel -> !(channel instanceof Log))
        .map(Channel::name)
        .collect(Collectors.toSet());
  }

  private void prove(Configuration now) {
    SelfTest.prove(
        database,
        channels.get().values(),
        new SelfTest.Settings(now.region(), who, now.watchdog().selfTest().orElse(DAILY)));
  }

  private static void each(String what, Chore chore) {
    try {
      chore.done();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      LOG.warn("Could not {}: {}", what, e.toString());
    }
  }

  @Override
  public void close() {
    work.shutdownNow();
    try {
      if (!work.awaitTermination(12, TimeUnit.SECONDS)) {
        LOG.warn("A test of a channel hangs.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
