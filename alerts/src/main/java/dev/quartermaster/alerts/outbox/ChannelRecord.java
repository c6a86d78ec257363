package dev.quartermaster.alerts.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a channel fares.
 *
 * @param configuredAt when a sender first knew it
 * @param failing since it began to fail; empty while it does not
 */
public record ChannelRecord(
    String name, Instant configuredAt, Last last, Optional<Trouble> failing) {

  /** A test that was taken longer ago proves nothing any more: the daily one, and time to spare. */
  public static final Duration PROOF_HOLDS = Duration.ofHours(26);

  /** Longer than this is no hiccup of the provider's. */
  public static final Duration BROKEN_AFTER = Duration.ofMinutes(10);

  /** When its provider last took a test, took anything, and did not. */
  public record Last(
      Optional<Instant> proved, Optional<Instant> accepted, Optional<Instant> failed) {}

  /** What is wrong with it. */
  public record Trouble(Instant since, String error) {}

  /** At an instant of the database's clock. Pure. */
  public ChannelState state(Instant now) {
    return failing.map(trouble -> troubled(trouble, now)).orElseGet(() -> proof(now));
  }

  /** Whether a test went through it of late, and it is not broken since. */
  public boolean isReliable(Instant now) {
    return proof(now).isGood() && !(state(now) instanceof ChannelState.Broken);
  }

  private static ChannelState troubled(Trouble trouble, Instant now) {
    Duration forNow = Duration.between(trouble.since(), now);
    return forNow.compareTo(BROKEN_AFTER) > 0
        ? new ChannelState.Broken(forNow, trouble.error())
        : new ChannelState.Failing(forNow, trouble.error());
  }

  private ChannelState proof(Instant now) {
    Optional<Duration> age = last.proved().map(proved -> Duration.between(proved, now));
    return age.filter(proven -> proven.compareTo(PROOF_HOLDS) <= 0)
        .<ChannelState>map(ChannelState.Proven::new)
        .orElseGet(() -> new ChannelState.Unproven(age));
  }
}
