package dev.quartermaster.quota.charge;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * Charges reported usage to the ledger: each report in full or not at all, and at most once.
 *
 * <p>Thread-safe. Any number of processes may charge the same accounts at once.
 */
public final class Charges {

  /**
   * A reset that comes in between costs one more reading; more than a few in a row do not happen by
   * chance.
   */
  private static final RetryPolicy<ChargeOutcome> AGAIN =
      RetryPolicy.<ChargeOutcome>builder()
          .handleIf(Charges::passes)
          .withMaxRetries(10)
          .withDelay(Duration.ofMillis(2), Duration.ofMillis(20))
          .build();

  /** The month may change between looking at the clock and writing. */
  private static final Duration MONTH_TURN = Duration.ofHours(1);

  private final Database database;
  private final ChargePolicy policy;
  private final Partitions partitions;

  public Charges(Database database, ChargePolicy policy) {
    this.database = database;
    this.policy = policy;
    this.partitions = new Partitions(database);
  }

  /** Charges one report. */
  public ChargeOutcome charge(UsageReport report) {
    return charge(List.of(report));
  }

  /**
   * Charges reports in one transaction. Records that cannot be charged are rejected one by one; the
   * others land.
   *
   * @param reports one that comes twice among them counts as a duplicate the second time
   */
  public ChargeOutcome charge(List<UsageReport> reports) {
    try {
      return Failsafe.with(AGAIN).get(() -> attempt(reports));
    } catch (FailsafeException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private ChargeOutcome attempt(List<UsageReport> reports) {
    Instant now = database.transaction(DatabaseClock::now);
    partitions.ensure(Partitions.RECORDS, List.of(now, now.plus(MONTH_TURN)));
    try {
      return database.transaction(
          handle -> new Charging(handle, policy, partitions).charge(reports));
    } catch (Partitions.Missing missing) {
      partitions.ensure(Partitions.PERIODS, missing.months());
      return database.transaction(
          handle -> new Charging(handle, policy, partitions).charge(reports));
    }
  }

  private static boolean passes(Throwable failure) {
    if (failure instanceof StalePeriod) {
      return true;
    }
    // 40P01: the server broke a deadlock by giving up this side.
    return failure instanceof UnableToExecuteStatementException sql
        && sql.getCause() instanceof java.sql.SQLException cause
        && "40P01".equals(cause.getSQLState());
  }
}
