package dev.quartermaster.quota.charge;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which records are taken, and which of those count against the allowance.
 *
 * @param chargedSources every other source is metered only
 * @param lateRecords how long after its use a record is still taken
 * @param anyAge takes records of any age, for imports
 */
public record ChargePolicy(Set<String> chargedSources, Duration lateRecords, boolean anyAge) {

  /** A reporter's clock may be ahead of the database's by this much. */
  public static final Duration AHEAD = Duration.ofMinutes(5);

  public static final ChargePolicy DEFAULT =
      new ChargePolicy(
          Set.of("console", "scheduled-task", "always-on", "notebook"), Duration.ofDays(7), false);

  public boolean charges(String source) {
    return chargedSources.contains(source);
  }

  /** Why a record used at this time is not taken; empty when it is. */
  public Optional<String> refusal(Instant at, Instant now) {
    if (at.isAfter(now.plus(AHEAD))) {
      return Optional.of("used at %s, which is yet to come (it is %s)".formatted(at, now));
    }
    if (!anyAge && at.isBefore(now.minus(lateRecords))) {
      return Optional.of(
          "used at %s, longer ago than late records are taken (%d days)"
              .formatted(at, lateRecords.toDays()));
    }
    return Optional.empty();
  }
}
