package dev.quartermaster.ops.webhook;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import dev.quartermaster.db.Database;
import dev.quartermaster.ops.webhook.Attempt.Accepted;
import dev.quartermaster.ops.webhook.Attempt.Failed;
import dev.quartermaster.ops.webhook.Attempt.NotOurs;
import dev.quartermaster.ops.webhook.Receiver.Refusal;
import dev.quartermaster.quota.account.AccountView;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.feed.Feed;
import dev.quartermaster.quota.feed.Feed.Event;
import dev.quartermaster.quota.feed.Feed.Page;
import dev.quartermaster.quota.feed.FeedCursor;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Posts warnings one after the other, each until it is accepted or given up. */
final class Delivery {

  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  private static final Set<String> KINDS = Set.of("warning");
  private static final int PAGE = 100;

  /** Without warnings the place is moved on only now and then: it costs a write. */
  private static final long IDLE_TRANSACTIONS = 1_000;

  /** Where warnings come from and go to. */
  record Route(String region, Database database, FeedReader reader, Receiver receiver) {}

  private final Route route;
  private final Lease lease;
  private final Pace pace;
  private final Result.Counts counts;
  private final RetryPolicy<Attempt> retries;

  Delivery(Route route, Lease lease, Pace pace, Result.Counts counts) {
    this.route = route;
    this.lease = lease;
    this.pace = pace;
    this.counts = counts;
    this.retries = Retries.policy(pace);
  }

  /** Posts what has come, if it is this node's turn; whether there may be more at once. */
  boolean some() {
    if (!lease.lasts(pace.timeout())) {
      return false;
    }
    Optional<Page> page = route.database().transaction(this::page);
    if (page.isEmpty()) {
      return false;
    }
    for (Event event : page.get().events()) {
      if (!settle(event)) {
        return false;
      }
    }
    return page.get().events().size() == PAGE;
  }

  private Optional<Page> page(Handle handle) {
    return route.reader().place(handle).flatMap(place -> after(handle, place));
  }

  private Optional<Page> after(Handle handle, FeedCursor place) {
    try {
      Page page = Feed.after(handle, place, KINDS, PAGE);
      if (page.events().isEmpty() && page.next().tx() - place.tx() > IDLE_TRANSACTIONS) {
        route.reader().passed(handle, page.next());
      }
      return Optional.of(page);
    } catch (Feed.Gone e) {
      route.reader().passed(handle, Feed.end(handle));
      LOG.error(
          "The quota webhook's place in the feed is gone; it goes on from the feed's end, and warnings before that are not posted.");
      return Optional.empty();
    }
  }

  /** Done with it one way or the other; false when the rest has to wait. */
  private boolean settle(Event event) {
    Attempt last = Failsafe.with(retries).get(() -> attempt(event));
    if (last instanceof NotOurs) {
      return false;
    }
    // Asked to stop while the answer was on its way: what was accepted is put on record all the
    // same.
    boolean stopping = Thread.interrupted();
    if (last instanceof Failed failed) {
      giveUp(event, failed);
    }
    boolean goesOn =
        route.database().transaction(handle -> route.reader().passed(handle, event.place()));
    return goesOn && !stopping && last instanceof Accepted;
  }

  private Attempt attempt(Event event) {
    if (!lease.lasts(pace.timeout())) {
      return new NotOurs();
    }
    AccountView account =
        route
            .database()
            .transaction(handle -> Accounts.find(handle, event.username()))
            .orElseThrow();
    Duration age = Duration.between(event.at(), account.asOf());
    if (age.compareTo(Retries.STALE) > 0) {
      return new Failed("nobody could be asked in time", age, Optional.empty());
    }
    Optional<Refusal> refusal =
        route.receiver().post(WarningMessage.of(route.region(), event, account));
    if (refusal.isEmpty()) {
      counts.count(Result.ACCEPTED);
      return new Accepted();
    }
    return failed(event, refusal.get(), age);
  }

  private Attempt failed(Event event, Refusal refusal, Duration age) {
    counts.count(Result.FAILED);
    LOG.warn(
        "The quota webhook did not accept the warning of {} % to '{}': {}",
        event.detail().orElse("?"), event.username(), refusal.why());
    return new Failed(refusal.why(), age, refusal.retryAfter());
  }

  private void giveUp(Event event, Failed failed) {
    counts.count(Result.EXPIRED);
    LOG.error(
        "The warning of {} % to '{}' at {} is given up, {} h old, never accepted by the quota webhook: {}",
        event.detail().orElse("?"),
        event.username(),
        event.at(),
        failed.age().toHours(),
        failed.why());
  }
}
