package dev.quartermaster.ops.api;

import dev.quartermaster.alerts.alert.Policy;
import dev.quartermaster.db.Database;
import dev.quartermaster.ops.token.Access;
import dev.quartermaster.quota.charge.ChargeOutcome;
import dev.quartermaster.quota.charge.ChargePolicy;
import dev.quartermaster.quota.charge.Charges;
import dev.quartermaster.quota.charge.Intake;
import dev.quartermaster.quota.charge.UsageReport;
import java.util.List;
import java.util.function.Supplier;

/** The HTTP API as a whole; a new endpoint is a class here and a line in this list. */
public final class Api implements AutoCloseable {

  /**
   * How it is to answer.
   *
   * @param rateLimit requests of the compatible API a minute and token; 0 for no limit
   * @param charging which usage is taken, as it counts now
   * @param counts hears how much was reported
   * @param paging who is told of an alert, as it is now
   */
  public record Settings(
      int rateLimit,
      Supplier<ChargePolicy> charging,
      UsageCounts counts,
      Supplier<Policy> paging) {}

  private final Access access;
  private final FeedWatch watch;
  private final Intake intake;
  private final UsageCounts counts;
  private final List<Endpoint> endpoints;

  /** The API on this database, which it leaves open. */
  public Api(Database database, Settings settings) {
    this.access = new Access(database);
    this.watch = new FeedWatch(database);
    this.intake = new Intake(new Charges(database, settings.charging()));
    this.counts = settings.counts();
    this.endpoints =
        List.of(
            new CpuUse(database, access, new RateLimit(settings.rateLimit())),
            new ReportUsage(database, access, intake, counts),
            new TarpitChanges(database, access, watch),
            new Events(database, access, watch),
            new ResetAccount(database, access),
            new PingMonitor(database),
            new AcknowledgeAlert(database, settings.paging()));
  }

  public List<Endpoint> endpoints() {
    return endpoints;
  }

  /** Takes a report from within this process, as if it had been sent. */
  public ChargeOutcome charge(UsageReport report) {
    ChargeOutcome outcome = intake.offer(report).join();
    counts.add(outcome.accepted(), outcome.duplicates(), outcome.rejected().size());
    return outcome;
  }

  /** Whoever waits gets an answer, and what was taken is charged. */
  @Override
  public void close() {
    watch.close();
    intake.close();
    access.close();
  }
}
