package dev.quartermaster.quota.charge;

import dev.failsafe.ExecutionContext;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.quartermaster.db.Database;
import dev.quartermaster.quota.period.Span;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * Charges reported usage to the ledger: each report in full or not at all, and at most once.
 *
 * <p>Thread-safe. Any number of processes may charge the same accounts at once.
 */
public final class Charges {

  /** A reset that comes in between costs one more reading, and none can come for long. */
  private static final RetryPolicy<List<ChargeOutcome>> AGAIN =
      RetryPolicy.<List<ChargeOutcome>>builder()
          .handleIf(Charges::passes)
          .withMaxRetries(10)
          .withDelay(Duration.ofMillis(2), Duration.ofMillis(20))
          .build();

  /**
   * A large report beside an act on all accounts nearly always has one that has just changed: after
   * so many attempts its accounts are held from the beginning. Not at once, since resets wait for
   * that.
   */
  private static final int UNHELD = 2;

  /** A deadlock, which the server broke by giving up this side. */
  private static final String DEADLOCK = "40P01";

  /** Among others, that there is no partition for a row. */
  private static final String CHECK_VIOLATION = "23514";

  private record Done(List<ChargeOutcome> outcomes, Map<String, Span> started) {}

  private final Database database;
  private final Supplier<ChargePolicy> policy;
  private final Partitions partitions;
  private final KnownAccounts known = new KnownAccounts();

  public Charges(Database database, ChargePolicy policy) {
    this(database, () -> policy);
  }

  /** By the policy that counts when a charge begins. */
  public Charges(Database database, Supplier<ChargePolicy> policy) {
    this.database = database;
    this.policy = policy;
    this.partitions = new Partitions(database);
  }

  /** Charges one report. */
  public ChargeOutcome charge(UsageReport report) {
    return charge(List.of(report));
  }

  /** {@link #chargeEach}, with the outcomes as one. */
  public ChargeOutcome charge(List<UsageReport> reports) {
    return ChargeOutcome.of(reports, chargeEach(reports));
  }

  /**
   * Charges reports in one transaction. Records that cannot be charged are rejected one by one; the
   * others land.
   *
   * @param reports one that comes twice among them counts as a duplicate the second time
   * @return the outcome of each, in their order
   */
  public List<ChargeOutcome> chargeEach(List<UsageReport> reports) {
    try {
      return Failsafe.with(AGAIN).get(context -> attempt(reports, isToHold(context)));
    } catch (FailsafeException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private static boolean isToHold(ExecutionContext<List<ChargeOutcome>> context) {
    return context.getAttemptCount() >= UNHELD && context.getLastException() instanceof StalePeriod;
  }

  private List<ChargeOutcome> attempt(List<UsageReport> reports, boolean held) {
    try {
      return commit(reports, held);
    } catch (Partitions.Missing missing) {
      partitions.make(missing);
      throw missing;
    } catch (StalePeriod e) {
      known.stale(Charging.keys(reports));
      throw e;
    } catch (RuntimeException e) {
      // Whatever was known may be why.
      known.forget(Charging.keys(reports));
      if (CHECK_VIOLATION.equals(state(e))) {
        partitions.forget();
      }
      throw e;
    }
  }

  private List<ChargeOutcome> commit(List<UsageReport> reports, boolean held) {
    Done done =
        database.transaction(
            handle -> {
              Charging charging = new Charging(handle, policy.get(), partitions, known);
              return new Done(charging.charge(reports, held), charging.started());
            });
    known.noteStarted(done.started());
    return done.outcomes();
  }

  private static boolean passes(Throwable failure) {
    return failure instanceof StalePeriod
        || failure instanceof Partitions.Missing
        || DEADLOCK.equals(state(failure))
        || CHECK_VIOLATION.equals(state(failure));
  }

  private static String state(Throwable failure) {
    return failure instanceof UnableToExecuteStatementException sql
            && sql.getCause() instanceof SQLException cause
            && cause.getSQLState() != null
        ? cause.getSQLState()
        : "";
  }
}
