package dev.quartermaster.ops.paging;

import dev.quartermaster.alerts.alert.Policy;
import dev.quartermaster.alerts.channel.Channel;
import dev.quartermaster.alerts.monitor.MonitorSource;
import dev.quartermaster.alerts.outbox.Deliveries;
import dev.quartermaster.alerts.outbox.Sender;
import dev.quartermaster.alerts.route.Route;
import dev.quartermaster.alerts.watchdog.ChannelSource;
import dev.quartermaster.alerts.watchdog.DatabaseBack;
import dev.quartermaster.alerts.watchdog.Source;
import dev.quartermaster.alerts.watchdog.Spool;
import dev.quartermaster.alerts.watchdog.Watchdog;
import dev.quartermaster.alerts.watchdog.WatcherSource;
import dev.quartermaster.alerts.watchdog.WithoutDatabase;
import dev.quartermaster.db.Database;
import dev.quartermaster.ops.config.Configuration;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches and pages, as a node or as a process of its own. */
public final class Paging implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Paging.class);

  /** Of the pool that it wants: the watch, the sender's look and what it has in hand. */
  public static final int CONNECTIONS = 4;

  /**
   * What it goes by.
   *
   * @param who its name among the watchers
   * @param configuration that is in force, asked again and again
   * @param sources what is looked for
   * @param spool a file for what is told while the database is gone
   */
  public record Parts(
      String who,
      Watchdog.Kind kind,
      Supplier<Configuration> configuration,
      Supplier<List<Source>> sources,
      Path spool) {}

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Watchdog watchdog;

  private Paging(Database database, Parts parts, Deliveries deliveries) {
    Reused<Map<String, Channel>> channels =
        new Reused<>(parts.configuration(), ConfiguredChannels::of);
    Supplier<Policy> policy = () -> policy(parts.configuration().get(), channels.get());
    WithoutDatabase without =
        closing(
            WithoutDatabase.start(
                database,
                new WithoutDatabase.Settings(parts.who(), policy, channels, InstantSource.system()),
                new Spool(parts.spool())));
    closing(
        Sender.start(
            database,
            channels,
            new Sender.Settings(
                parts.who(), name -> ConfiguredChannels.rate(parts.configuration().get(), name)),
            deliveries));
    closing(Chores.start(database, parts.who(), parts.configuration(), channels));
    this.watchdog =
        closing(
            Watchdog.start(
                database,
                new Watchdog.Settings(
                    parts.who(), parts.kind(), () -> sources(parts, channels), policy),
                without));
  }

  /** What the caller looks for, and how paging itself fares. */
  private static List<Source> sources(Parts parts, Supplier<Map<String, Channel>> channels) {
    List<Source> all = new ArrayList<>(parts.sources().get());
    all.add(new MonitorSource());
    all.add(new ChannelSource(() -> channels.get().keySet()));
    all.add(new WatcherSource());
    all.add(new DatabaseBack());
    return all;
  }

  /** Begins; leaves the database open. */
  public static Paging start(Database database, Parts parts, Deliveries deliveries) {
    return new Paging(database, parts, deliveries);
  }

  /** How long ago it was last done with a look, with the database or without. */
  public Duration silence() {
    return watchdog.silence();
  }

  /** Who is told of what, by a configuration. */
  public static Policy policy(Configuration configuration) {
    return policy(configuration, ConfiguredChannels.of(configuration));
  }

  /** The same, when its channels are made already. */
  private static Policy policy(Configuration configuration, Map<String, Channel> channels) {
    return new Policy(
        configuration.region(),
        configuration.routes().stream()
            .map(
                route ->
                    new Route(
                        route.match(), route.channels(), route.repeat(), route.escalateAfter()))
            .toList(),
        List.copyOf(channels.keySet()),
        configuration.watchdog().publicUrl());
  }

  private <T extends AutoCloseable> T closing(T part) {
    open.push(part);
    return part;
  }

  /** The watch ends first, then what is on its way gets its answer. */
  @Override
  public void close() {
    while (!open.isEmpty()) {
      AutoCloseable part = open.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("While stopping: {}", e.toString());
      }
    }
  }
}
