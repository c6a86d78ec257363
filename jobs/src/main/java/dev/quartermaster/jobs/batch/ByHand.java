package dev.quartermaster.jobs.batch;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import dev.quartermaster.db.Database;
import dev.quartermaster.jobs.node.Membership;
import dev.quartermaster.jobs.node.NodeIdentity;
import dev.quartermaster.jobs.node.Nodes;
import dev.quartermaster.jobs.pace.PressureGauge;
import dev.quartermaster.jobs.run.Firing;
import dev.quartermaster.jobs.run.Promotion;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.run.Run.Outcome;
import dev.quartermaster.jobs.run.Runs;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;

/**
 * Runs a schedule now, and lends a hand until that run is over: with daemons beside the nodes,
 * without any alone. Joins the run that goes on, if there is one.
 */
public final class ByHand {

  /** Others may have the last batches; their end is awaited, however long it takes. */
  private static final RetryPolicy<Boolean> UNTIL_OVER =
      RetryPolicy.<Boolean>builder()
          .handleResult(false)
          .abortOn(Exception.class)
          .withMaxRetries(-1)
          .withDelay(Duration.ofMillis(200))
          .build();

  private final Database database;
  private final NodeIdentity me;
  private final String version;
  private boolean lendsAHand = true;

  /** The pool's sessions carry the name of {@code me}. */
  public ByHand(Database database, NodeIdentity me, String version) {
    this.database = database;
    this.me = me;
    this.version = version;
  }

  /**
   * The run, ended; where its time was spent first, the run that did the rest. Work outside the
   * database is left to the nodes, which have what it needs, unless none is up.
   */
  public Run run(Schedule schedule, Job job) {
    lendsAHand = job instanceof BatchedJob || !database.transaction(Nodes::anyWorks);
    Membership membership = Membership.join(database, me, version);
    try {
      Run run = runOnce(schedule, job, membership);
      while (run.end().map(end -> end.outcome() == Outcome.HANDED_ON).orElse(false)) {
        run = runOnce(schedule, job, membership);
      }
      return run;
    } finally {
      membership.closeAndForget();
    }
  }

  @SuppressWarnings("try") // What watches is only held.
  private Run runOnce(Schedule schedule, Job job, Membership membership) {
    Run run = Firing.forced(database, schedule, me.name());
    RunInHand inHand = new RunInHand(database, run, schedule, job, PressureGauge.of(database));
    try (Watching watching = new Watching(inHand, membership::me)) {
      Failsafe.with(UNTIL_OVER).get(() -> workUntilOver(inHand, membership, run));
    }
    return database.transaction(handle -> Runs.find(handle, run.id())).orElseThrow();
  }

  private boolean workUntilOver(RunInHand inHand, Membership membership, Run run)
      throws InterruptedException {
    Promotion.start(database, run.schedule());
    boolean worked = lendsAHand;
    while (worked) {
      worked = inHand.workOnNext(membership.me(), BatchObserver.NONE);
    }
    return database
        .transaction(handle -> Runs.find(handle, run.id()))
        .map(found -> found.end().isPresent())
        .orElse(true);
  }
}
