package dev.quartermaster.jobs.batch;

import dev.quartermaster.db.Database;
import dev.quartermaster.jobs.batch.Claim.Batch;
import dev.quartermaster.jobs.batch.Claims.LostClaim;
import dev.quartermaster.jobs.node.NodeIdentity;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run as this process works on it, with several hands. */
public final class RunInHand {

  private static final Logger LOG = LoggerFactory.getLogger(RunInHand.class);

  /**
   * A forgotten lock or a query gone wild fails the batch, visibly, rather than holding the run.
   */
  private static final String BOUNDS =
      "SET LOCAL lock_timeout = '30s'; SET LOCAL statement_timeout = '5min'";

  private final Database database;
  private final Run run;
  private final Schedule schedule;
  private final BatchedJob job;
  private final Set<Batch> inHand = ConcurrentHashMap.newKeySet();

  public RunInHand(Database database, Run run, Schedule schedule, BatchedJob job) {
    this.database = database;
    this.run = run;
    this.schedule = schedule;
    this.job = job;
  }

  /** Whether the job should give way right now to work that somebody waits for. */
  boolean givesWay(Handle handle) {
    return job.givesWay(handle);
  }

  /**
   * Claims a batch and does it; false when there is none to claim, because the run is over or
   * others have the rest.
   */
  public boolean workOnNext(NodeIdentity me, BatchObserver observer) {
    Claim claim = claim(me);
    if (!(claim instanceof Batch batch)) {
      return false;
    }
    try {
      work(batch, me, observer);
    } finally {
      inHand.remove(batch);
    }
    return true;
  }

  /** One at a time, so that what this process has claimed and what it has in hand agree. */
  private synchronized Claim claim(NodeIdentity me) {
    Claim claim =
        database.transaction(
            handle -> new Claims(handle, run.id(), me, inHand).next(job, schedule.batching()));
    if (claim instanceof Batch batch) {
      inHand.add(batch);
    }
    return claim;
  }

  private void work(Batch batch, NodeIdentity me, BatchObserver observer) {
    long began = System.nanoTime();
    try {
      long items =
          database.transaction(
              handle -> {
                handle.execute(BOUNDS);
                long done = job.work(handle, batch.slice());
                Claims.done(handle, batch, me, done);
                return done;
              });
      observer.done(run.schedule(), Duration.ofNanos(System.nanoTime() - began), items);
    } catch (LostClaim lost) {
      LOG.warn("{}: {}; its work here was rolled back.", run.schedule(), lost.getMessage());
    } catch (RuntimeException e) {
      observer.failed(run.schedule(), Duration.ofNanos(System.nanoTime() - began));
      LOG.warn("{}: batch {} of run {} failed.", run.schedule(), batch.number(), run.id(), e);
      String error = e.getMessage() == null ? e.toString() : e.getMessage();
      database.run(handle -> Claims.failed(handle, batch, me, error));
    }
  }
}
