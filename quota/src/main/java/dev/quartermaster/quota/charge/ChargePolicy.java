package dev.quartermaster.quota.charge;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which records are taken, which of those count against the allowance, and at what use the account
 * is told.
 *
 * @param chargedSources every other source is metered only
 * @param lateRecords how long after its use a record is still taken
 * @param anyAge takes records of any age, for imports
 * @param warnAt per cent of the allowance, each 1 to 100
 */
public record ChargePolicy(
    Set<String> chargedSources, Duration lateRecords, boolean anyAge, List<Integer> warnAt) {

  /** A reporter's clock may be ahead of the database's by this much. */
  public static final Duration AHEAD = Duration.ofMinutes(5);

  public static final ChargePolicy DEFAULT =
      new ChargePolicy(
          Set.of("console", "scheduled-task", "always-on", "notebook"),
          Duration.ofDays(7),
          false,
          List.of(80, 100));

  public ChargePolicy {
    warnAt = warnAt.stream().sorted().distinct().toList();
  }

  public boolean charges(String source) {
    return chargedSources.contains(source);
  }

  /** The least per cent of the allowance at which anything is to be told. */
  int lowestPercent() {
    return warnAt.isEmpty() ? 100 : warnAt.get(0);
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
