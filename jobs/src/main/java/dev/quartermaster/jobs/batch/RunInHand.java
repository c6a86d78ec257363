package dev.quartermaster.jobs.batch;

import dev.quartermaster.db.Database;
import dev.quartermaster.jobs.batch.BatchEnd.Isolated;
import dev.quartermaster.jobs.batch.BatchEnd.LostClaim;
import dev.quartermaster.jobs.batch.Claim.Batch;
import dev.quartermaster.jobs.node.NodeIdentity;
import dev.quartermaster.jobs.pace.PressureGauge;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run as this process works on it, with several hands. */
public final class RunInHand {

  private static final Logger LOG = LoggerFactory.getLogger(RunInHand.class);

  /** A forgotten lock fails the batch, visibly, rather than holding the run. */
  private static final Duration LOCK = Duration.ofSeconds(30);

  /** So does a query gone wild. */
  private static final Duration STATEMENT = Duration.ofMinutes(5);

  private final Database database;
  private final Run run;
  private final Schedule schedule;
  private final Job job;
  private final OutsideWork outside;
  private final PacedRun pacing;
  private final Set<Batch> inHand = ConcurrentHashMap.newKeySet();

  public RunInHand(Database database, Run run, Schedule schedule, Job job, PressureGauge gauge) {
    this.database = database;
    this.run = run;
    this.schedule = schedule;
    this.job = job;
    this.outside = new OutsideWork(database, run, schedule);
    this.pacing = new PacedRun(database, run, schedule, gauge);
  }

  /**
   * Claims a batch and does it; false when there is none to claim, because the run is over or
   * others have the rest. Rests before, if the pace says so.
   *
   * @throws InterruptedException when it was told to stop in the midst of work outside the database
   */
  public boolean workOnNext(NodeIdentity me, BatchObserver observer) throws InterruptedException {
    int size =
        job instanceof BatchedJob batched
            ? pacing.next(batched, me.name())
            : schedule.batching().size();
    Claim claim = claim(me, size);
    if (!(claim instanceof Batch batch)) {
      return false;
    }
    try {
      if (job instanceof BatchedJob batched) {
        work(batched, batch, me, observer);
      } else if (job instanceof OutsideJob elsewhere) {
        outside.work(elsewhere, batch, me, observer);
      }
    } finally {
      inHand.remove(batch);
    }
    return true;
  }

  /** Whether its work is not cut. */
  boolean isOnePiece() {
    return job instanceof OutsideJob;
  }

  /** Stops work outside the database whose time is up, whether or not the database answers. */
  void stopIfOvertime() {
    outside.stopIfOvertime();
  }

  /** Stops work outside the database that is no longer ours. */
  void watch(NodeIdentity me) {
    outside.watch(me);
  }

  /** Rests no more: the node stops. */
  void hurry() {
    pacing.hurry();
  }

  /** One at a time, so that what this process has claimed and what it has in hand agree. */
  private synchronized Claim claim(NodeIdentity me, int size) {
    try {
      return claimNext(me, size);
    } catch (RuntimeException | Error e) {
      if (Faults.isPassing(e)) {
        throw e;
      }
      // It would fail at each look until the run's time is up, and nobody be told.
      LOG.warn("{}: no further batch of run {} could be had.", run.schedule(), run.id(), e);
      String why = "stopped: no further batch could be had: " + Faults.words(e);
      database.run(handle -> new RunStop(handle, run.id()).by(me, why));
      return new Claim.Over();
    }
  }

  private Claim claimNext(NodeIdentity me, int size) {
    Claim claim =
        database.transactionWithin(
            LOCK, handle -> new Claims(handle, run.id(), schedule, job, me).next(inHand, size));
    if (claim instanceof Batch batch) {
      inHand.add(batch);
    }
    return claim;
  }

  private void work(BatchedJob batched, Batch batch, NodeIdentity me, BatchObserver observer) {
    long began = System.nanoTime();
    try {
      long items =
          database.transaction(
              handle -> {
                handle.execute(bounds());
                long done =
                    batch.without().isEmpty()
                        ? batched.work(handle, batch.slice())
                        : batched.work(handle, batch.slice(), batch.without());
                new BatchEnd(handle, batch, schedule, me).done(done);
                return done;
              });
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      pacing.did(batch, items, took);
      observer.done(run.schedule(), took, items);
    } catch (LostClaim lost) {
      LOG.warn("{}: {}; its work here was rolled back.", run.schedule(), lost.getMessage());
    } catch (RuntimeException | Error e) {
      observer.failed(run.schedule(), Duration.ofNanos(System.nanoTime() - began));
      // The run's log has it all; what many items do would fill this one.
      LOG.warn(
          "{}: batch {} of run {} failed: {}",
          run.schedule(),
          batch.number(),
          run.id(),
          Faults.words(e).lines().findFirst().orElse(""));
      LOG.debug("{}: batch {} failed.", run.schedule(), batch.number(), e);
      if (failed(batched, batch, me, e)) {
        observer.setAside(run.schedule());
      }
    }
  }

  private String bounds() {
    Duration most = schedule.limits().maxRuntime();
    return "SET LOCAL lock_timeout = '%ds'; SET LOCAL statement_timeout = '%dms'"
        .formatted(LOCK.toSeconds(), (most.compareTo(STATEMENT) < 0 ? most : STATEMENT).toMillis());
  }

  /** Whether an item was set aside. */
  private boolean failed(BatchedJob batched, Batch batch, NodeIdentity me, Throwable e) {
    String error = Faults.words(e);
    try {
      return database.transaction(
          handle -> {
            Isolated then = isolated(new BatchEnd(handle, batch, schedule, me), batched, e, error);
            RunLogs.line(
                handle,
                run.id(),
                me.name(),
                "batch %d (%s) failed: %s; %s"
                    .formatted(batch.number(), batch.slice(), error, then.says()));
            return then.isSetAside();
          });
    } catch (LostClaim lost) {
      LOG.warn("{}: {}.", run.schedule(), lost.getMessage());
      return false;
    } catch (RuntimeException | Error notSplit) {
      if (Faults.isPassing(notSplit)) {
        throw notSplit;
      }
      String why = "%s; and it could not be split: %s".formatted(error, Faults.words(notSplit));
      database.run(handle -> new BatchEnd(handle, batch, schedule, me).failed(why));
      return false;
    }
  }

  private static Isolated isolated(BatchEnd end, BatchedJob batched, Throwable e, String error) {
    Isolated again = new Isolated("tried again", false);
    if (Faults.isPassing(e)) {
      end.failed(error);
      return again;
    }
    return end.isolate(batched, error).orElse(again);
  }
}
