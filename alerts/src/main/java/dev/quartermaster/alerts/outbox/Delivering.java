package dev.quartermaster.alerts.outbox;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import dev.failsafe.Timeout;
import dev.failsafe.TimeoutExceededException;
import dev.quartermaster.alerts.channel.Channel;
import dev.quartermaster.alerts.channel.Outcome;
import dev.quartermaster.alerts.channel.Outcome.Accepted;
import dev.quartermaster.alerts.channel.Outcome.Failed;
import dev.quartermaster.alerts.channel.Outcome.Refused;
import dev.quartermaster.alerts.channel.Page;
import dev.quartermaster.alerts.outbox.ChannelRecord.Trouble;
import dev.quartermaster.alerts.outbox.Deliveries.Result;
import dev.quartermaster.db.Database;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt of one delivery: sent outside any transaction, then put on record. A process that
 * dies in between sends the same page again when the lease is over.
 */
final class Delivering {

  private static final Logger LOG = LoggerFactory.getLogger(Delivering.class);

  /**
   * A channel answers within ten seconds, twice where it is read back: before the lease is over.
   */
  static final Duration LONGEST_ANSWER = Duration.ofSeconds(22);

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** What a provider has taken should not be sent again because the database was away for a bit. */
  private static final RetryPolicy<Boolean> RECORDING =
      RetryPolicy.<Boolean>builder()
          .withDelay(Duration.ofMillis(500))
          .withMaxRetries(-1)
          .withMaxDuration(Duration.ofSeconds(5))
          .build();

  private final Database database;
  private final Deliveries deliveries;
  private final Timeout<Attempt> inTime;

  Delivering(Database database, Deliveries deliveries, Duration longestAnswer) {
    this.database = database;
    this.deliveries = deliveries;
    this.inTime = Timeout.<Attempt>builder(longestAnswer).withInterrupt().build();
  }

  /** What came of it, and whether it was a test that the provider was seen to have. */
  private record Attempt(Outcome outcome, boolean test, boolean confirmed) {}

  /**
   * Sends it and puts on record what came of it.
   *
   * @return whether the channel failed, which says something of the next page too
   */
  boolean run(Claim claim, Channel channel) {
    Attempt attempt = attempt(claim, channel);
    if (Thread.interrupted()) {
      LOG.debug("Interrupted; what came of delivery {} is put on record all the same.", claim.id());
    }
    try {
      Failsafe.with(RECORDING)
          .get(
              () -> database.transactionWithin(PATIENCE, handle -> record(handle, claim, attempt)));
    } catch (RuntimeException e) {
      LOG.warn(
          "What came of delivery {} on '{}' could not be put on record; it is sent again: {}",
          claim.id(),
          claim.channel(),
          e.getMessage());
    }
    tell(claim, attempt.outcome());
    return attempt.outcome() instanceof Failed;
  }

  private Attempt attempt(Claim claim, Channel channel) {
    Page page;
    try {
      page = PageJson.read(claim.page());
    } catch (IllegalArgumentException e) {
      return plainly(new Refused(String.valueOf(e.getMessage())));
    }
    try {
      return Failsafe.with(inTime).get(() -> send(page, channel));
    } catch (TimeoutExceededException e) {
      return plainly(
          new Failed(
              "no answer within %d s".formatted(inTime.getConfig().getTimeout().toSeconds()),
              Optional.empty()));
    } catch (RuntimeException | Error e) {
      // A channel's own fault. What it says may hold secrets, so only where it was said is told.
      LOG.error(
          "Channel '{}' failed in an unforeseen way: {} at {}",
          claim.channel(),
          e.getClass().getName(),
          Arrays.stream(e.getStackTrace()).findFirst().map(String::valueOf).orElse("?"));
      return plainly(
          new Failed("the channel failed: " + e.getClass().getSimpleName(), Optional.empty()));
    }
  }

  private static Attempt plainly(Outcome outcome) {
    return new Attempt(outcome, false, false);
  }

  private static Attempt send(Page page, Channel channel) {
    Outcome outcome = channel.send(page);
    if (page.kind() != Page.Kind.TEST || !(outcome instanceof Accepted)) {
      return plainly(outcome);
    }
    Optional<Outcome> read = channel.readBack(page);
    Outcome seen = read.map(Delivering::notThere).orElse(outcome);
    return new Attempt(seen instanceof Accepted ? outcome : seen, true, read.isPresent());
  }

  /** A provider that says it took a page and does not have it is failing. */
  private static Outcome notThere(Outcome read) {
    if (read instanceof Failed failed) {
      return new Failed("taken, but not to be found: " + failed.why(), failed.retryAfter());
    }
    if (read instanceof Refused refused) {
      return new Failed("taken, but not to be found: " + refused.why(), Optional.empty());
    }
    return read;
  }

  /** The delivery's row first, then the channel's; neither when the claim is no longer ours. */
  private static boolean record(Handle handle, Claim claim, Attempt attempt) {
    DeliveryRows.letGoSoon(handle);
    Outcome outcome = attempt.outcome();
    if (outcome instanceof Accepted accepted) {
      return accepted(handle, claim, accepted, attempt);
    }
    if (outcome instanceof Failed failed) {
      Duration wait =
          Backoff.after(
              claim.attempt(), failed.retryAfter(), ThreadLocalRandom.current().nextDouble());
      return DeliveryRows.failed(handle, claim, failed.why(), wait)
          && troubled(handle, claim, failed.why(), failed.retryAfter());
    }
    String why = ((Refused) outcome).why();
    return DeliveryRows.refused(handle, claim, why)
        && troubled(handle, claim, why, Optional.empty());
  }

  private static boolean accepted(Handle handle, Claim claim, Accepted accepted, Attempt attempt) {
    if (!DeliveryRows.accepted(handle, claim, accepted.receipt(), attempt.confirmed())) {
      return false;
    }
    ChannelRecords.accepted(handle, claim.channel(), attempt.test());
    return true;
  }

  private static boolean troubled(Handle handle, Claim claim, String why, Optional<Duration> rest) {
    ChannelRecords.failed(handle, claim.channel(), new Trouble(claim.at(), why), rest);
    return true;
  }

  private void tell(Claim claim, Outcome outcome) {
    if (outcome instanceof Accepted) {
      deliveries.ended(claim.channel(), Result.ACCEPTED);
    } else if (outcome instanceof Failed failed) {
      deliveries.ended(claim.channel(), Result.FAILED);
      LOG.warn("'{}' did not take delivery {}: {}", claim.channel(), claim.id(), failed.why());
    } else if (outcome instanceof Refused refused) {
      deliveries.ended(claim.channel(), Result.REFUSED);
      LOG.error("'{}' refuses delivery {}: {}", claim.channel(), claim.id(), refused.why());
    }
  }
}
