package dev.quartermaster.quota.account;

import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.period.PeriodZone;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * An account to be registered.
 *
 * @param allowance its own; the plan's when empty
 * @param nextReset one of its boundaries; when empty, one is chosen so that all accounts together
 *     are spread evenly
 * @param zone in whose local time its boundaries are counted: UTC, or a region and city
 */
public record NewAccount(
    Username username,
    String plan,
    Optional<CpuTime> allowance,
    Optional<Instant> nextReset,
    ZoneId zone) {

  /** Refuses other zones with an {@link IllegalArgumentException}. */
  public NewAccount {
    zone = PeriodZone.checked(zone);
  }

  /** On a plan, with everything else left to the product. */
  public static NewAccount on(String plan, Username username) {
    return new NewAccount(username, plan, Optional.empty(), Optional.empty(), ZoneOffset.UTC);
  }
}
