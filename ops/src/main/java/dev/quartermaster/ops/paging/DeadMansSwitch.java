package dev.quartermaster.ops.paging;

import dev.quartermaster.alerts.channel.Alertmanager;
import dev.quartermaster.alerts.channel.Outcome;
import dev.quartermaster.alerts.outbox.ChannelRecord;
import dev.quartermaster.alerts.outbox.ChannelRecords;
import dev.quartermaster.alerts.outbox.Outbox;
import dev.quartermaster.alerts.watchdog.Watchdog;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.ops.config.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells somebody outside, again and again, that pages would arrive. Only while that is so: when
 * nothing comes, they page.
 */
final class DeadMansSwitch {

  private static final Logger LOG = LoggerFactory.getLogger(DeadMansSwitch.class);

  static final Duration EVERY = Duration.ofMinutes(1);

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** A page that nobody took for so long is not on its way. */
  private static final Duration STUCK = Duration.ofMinutes(5);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private long fedAt = System.nanoTime() - EVERY.toNanos();

  /**
   * Who pages when nothing comes.
   *
   * @param url is posted to
   * @param alertmanagers are told of an alert that always fires
   */
  record Outside(Optional<Secret> url, List<Alertmanager> alertmanagers) {
    boolean isNobody() {
      return url.isEmpty() && alertmanagers.isEmpty();
    }
  }

  /**
   * Feeds it if it is time to, and all is well; empty when it was not to be fed now.
   *
   * @param waking the names of the channels by which somebody would wake
   */
  Optional<Boolean> feed(Database database, Outside outside, Set<String> waking)
      throws InterruptedException {
    if (System.nanoTime() - fedAt < EVERY.toNanos()) {
      return Optional.empty();
    }
    fedAt = System.nanoTime();
    Optional<String> why = database.transaction(handle -> notWell(handle, waking));
    if (why.isPresent()) {
      LOG.warn("The dead-man's switch is not fed: {}", why.get());
      return Optional.of(false);
    }
    boolean fed = outside.url().isEmpty() || post(outside.url().get());
    for (Alertmanager alertmanager : outside.alertmanagers()) {
      fed &= fires(alertmanager);
    }
    return Optional.of(fed);
  }

  private static boolean fires(Alertmanager alertmanager) {
    Outcome outcome = alertmanager.alwaysFires(EVERY.multipliedBy(3));
    if (!(outcome instanceof Outcome.Accepted)) {
      LOG.warn("{} did not take what always fires: {}", alertmanager.name(), outcome);
    }
    return outcome instanceof Outcome.Accepted;
  }

  /** What would keep a page from arriving, or schedules from firing at all. */
  private static Optional<String> notWell(Handle handle, Set<String> waking) {
    boolean watched =
        handle
            .createQuery(
                "SELECT coalesce(decided_at > qm_now() - make_interval(secs => :gap), false) FROM watch_turn")
            .bind("gap", Watchdog.INTERVAL.multipliedBy(10).toSeconds())
            .mapTo(Boolean.class)
            .one();
    if (!watched) {
      return Optional.of("nobody has watched of late");
    }
    if (Outbox.stuck(handle, STUCK) > 0) {
      return Optional.of("pages have not gone through for " + STUCK);
    }
    if (!waking.isEmpty() && !reachesSomebody(handle, waking)) {
      return Optional.of(
          "no channel has taken a test for %d h and works since"
              .formatted(ChannelRecord.PROOF_HOLDS.toHours()));
    }
    return handle
        .createQuery(
            """
            SELECT name || ' ' || subject FROM alert
             WHERE state IN ('firing', 'acknowledged')
               AND (name IN ('NothingFires', 'SchedulesNotFiring')
                    OR (name = 'ScheduleNotFiring' AND subject = 'canary'))
             LIMIT 1
            """)
        .mapTo(String.class)
        .findOne();
  }

  /** One is enough: over it the others are told of. */
  private static boolean reachesSomebody(Handle handle, Set<String> waking) {
    Instant now = DatabaseClock.now(handle);
    return ChannelRecords.all(handle).stream()
        .anyMatch(channel -> waking.contains(channel.name()) && channel.isReliable(now));
  }

  private boolean post(Secret url) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url.reveal()))
            .timeout(PATIENCE)
            .header("User-Agent", "Quartermaster")
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    try {
      int status = client.send(request, BodyHandlers.discarding()).statusCode();
      if (status / 100 != 2) {
        LOG.warn("The dead-man's switch answered {}.", status);
      }
      return status / 100 == 2;
    } catch (IOException e) {
      // In words of our own: those of the exception may hold the address.
      LOG.warn("The dead-man's switch cannot be reached: {}", e.getClass().getSimpleName());
      return false;
    }
  }
}
