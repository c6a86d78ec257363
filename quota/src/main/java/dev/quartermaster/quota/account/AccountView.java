package dev.quartermaster.quota.account;

import dev.quartermaster.quota.charge.CpuTime;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * An account as it is at one instant of the database's clock: arithmetic on its rule and the
 * ledger, whether or not any job has run.
 *
 * @param nextReset always later than {@code asOf}
 * @param tarpitSince when it went over the allowance, if it is over
 * @param waiting a change of plan or allowance that waits for its boundary
 * @param expiry when it was warned because nobody uses it
 * @param zone by whose local time its periods are counted
 */
public record AccountView(
    long id,
    Username username,
    String plan,
    Usage usage,
    Instant periodStart,
    Instant nextReset,
    Optional<Instant> tarpitSince,
    Optional<Waiting> waiting,
    Optional<Expiry> expiry,
    ZoneId zone,
    Instant asOf) {

  /**
   * Amounts of one period.
   *
   * @param used charged in it
   * @param metered used in it by sources that are not charged
   */
  public record Usage(CpuTime allowance, CpuTime used, CpuTime metered) {}

  /**
   * What the account changes to.
   *
   * @param allowance by the plan or of its own, without grants
   */
  public record Waiting(Instant from, String plan, CpuTime allowance) {}

  /**
   * Nobody uses the account.
   *
   * @param expiredAt empty while it was only warned
   */
  public record Expiry(Instant warnedAt, Optional<Instant> expiredAt) {}

  public boolean inTarpit() {
    return usage.used().compareTo(usage.allowance()) > 0;
  }

  /**
   * A period that has ended.
   *
   * @param settledAt empty while it waits to be settled
   * @param endedBy boundary or reset; empty while it waits
   */
  public record Past(
      Instant start,
      Instant end,
      Usage usage,
      Optional<Instant> settledAt,
      Optional<String> endedBy) {}

  /** A view with its past, newest first. */
  public record WithHistory(AccountView now, List<Past> history) {}
}
