package dev.quartermaster.alerts.outbox;

import dev.quartermaster.alerts.channel.Channel;
import dev.quartermaster.alerts.outbox.Deliveries.Result;
import dev.quartermaster.db.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A look at the outbox, and a thread for each page that is to be sent. Looks come one by one. */
final class Dispatch {

  private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** A page that is on its way when it is closed has its answer by then. */
  private static final Duration LAST_ANSWER = Duration.ofSeconds(12);

  /** Where pages come from and go to. */
  record Ends(Database database, Supplier<Map<String, Channel>> channels, Deliveries deliveries) {}

  private final Ends ends;
  private final Sender.Settings settings;
  private final Duration leftAlone;
  private final Delivering delivering;
  private final PassingOn passingOn;
  private final Map<String, Lane> lanes = new HashMap<>();
  // No more threads than the lanes are wide.
  private final ExecutorService workers = Executors.newCachedThreadPool(daemon("outbox-sends"));
  private Set<String> configured = Set.of();

  Dispatch(Ends ends, Sender.Settings settings, Sender.Pace pace) {
    this.ends = ends;
    this.settings = settings;
    this.leftAlone = pace.leftAlone();
    this.delivering = new Delivering(ends.database(), ends.deliveries(), pace.longestAnswer());
    this.passingOn = new PassingOn(ends.database(), ends.deliveries());
  }

  static ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** What a look found. */
  private record Found(List<String> expired, List<Claim> claims) {}

  /**
   * Sends all that may be sent now, and has others told of what cannot be.
   *
   * @param ended run whenever a page was sent or was not: another may be due behind it
   */
  void look(Runnable ended) {
    Map<String, Channel> now = Map.copyOf(ends.channels().get());
    Found found = ends.database().transactionWithin(PATIENCE, handle -> find(handle, now.keySet()));
    configured = now.keySet();
    found.claims().forEach(claim -> send(claim, now, ended));
    found.expired().forEach(channel -> ends.deliveries().ended(channel, Result.EXPIRED));
    passingOn.some();
  }

  private Found find(Handle handle, Set<String> known) {
    DeliveryRows.letGoSoon(handle);
    if (!configured.equals(known)) {
      ChannelRecords.configured(handle, known);
    }
    List<String> expired = DeliveryRows.expire(handle);
    List<Claim> claims = new ArrayList<>();
    DeliveryRows.due(handle, known)
        .forEach((channel, due) -> claims.addAll(claims(handle, channel, due)));
    return new Found(expired, claims);
  }

  private List<Claim> claims(Handle handle, String channel, int due) {
    int admitted = lane(channel).admit(due);
    return admitted == 0
        ? List.of()
        : DeliveryRows.claim(handle, settings.who(), channel, admitted);
  }

  private Lane lane(String channel) {
    Rate rate = settings.rates().apply(channel);
    Lane lane = lanes.get(channel);
    if (lane == null || !lane.rate().equals(rate)) {
      lane = new Lane(rate, leftAlone);
      lanes.put(channel, lane);
    }
    return lane;
  }

  private void send(Claim claim, Map<String, Channel> channels, Runnable ended) {
    Channel channel = Objects.requireNonNull(channels.get(claim.channel()));
    Lane lane = lane(claim.channel());
    lane.begin();
    workers.execute(
        () -> {
          boolean failed = true;
          try {
            failed = delivering.run(claim, channel);
          } finally {
            lane.end(failed);
            ended.run();
          }
        });
  }

  /** Waits for the answers to what is on its way; to be called when no look can come any more. */
  void close() {
    workers.shutdown();
    try {
      if (!workers.awaitTermination(LAST_ANSWER.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("A page is still on its way; another sender may send it again.");
        workers.shutdownNow();
      }
    } catch (InterruptedException e) {
      workers.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
