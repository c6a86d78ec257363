package dev.quartermaster.jobs.batch;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import dev.quartermaster.db.Database;
import dev.quartermaster.jobs.batch.Claim.Batch;
import dev.quartermaster.jobs.batch.OutsideJob.Assignment;
import dev.quartermaster.jobs.batch.OutsideJob.Failed;
import dev.quartermaster.jobs.node.NodeIdentity;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that is done outside of the database, as this process does it: watched, stopped when it is
 * no longer ours or its time is up, and its end put on record however long that takes.
 */
final class OutsideWork {

  private static final Logger LOG = LoggerFactory.getLogger(OutsideWork.class);

  /** While its end is not on record it would be done again. */
  private static final RetryPolicy<Object> UNTIL_ON_RECORD =
      RetryPolicy.builder()
          .withBackoff(Duration.ofMillis(200), Duration.ofSeconds(5))
          .withMaxRetries(-1)
          .abortOn(BatchEnd.LostClaim.class)
          .build();

  /** The others are looked after by the same thread. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Database database;
  private final Run run;
  private final Schedule schedule;

  /** What is at work, and on which thread. */
  private record AtWork(Batch batch, Thread hand, RunLogs.Gathering log, long began) {}

  private @Nullable AtWork atWork;
  private @Nullable String stoppedBecause;

  OutsideWork(Database database, Run run, Schedule schedule) {
    this.database = database;
    this.run = run;
    this.schedule = schedule;
  }

  /**
   * How an attempt ended.
   *
   * @param error empty when it succeeded
   */
  private record Ending(Optional<String> error) {}

  void work(OutsideJob job, Batch batch, NodeIdentity me, BatchObserver observer)
      throws InterruptedException {
    RunLogs.Gathering log = new RunLogs.Gathering(database, run.id(), me.name());
    Assignment assignment =
        new Assignment(
            run.schedule(),
            run.id(),
            run.plannedFor(),
            run.missed(),
            batch.attempt(),
            schedule.limits().maxRuntime(),
            log);
    long began = System.nanoTime();
    begins(new AtWork(batch, Thread.currentThread(), log, began));
    Ending ending;
    try {
      job.run(assignment);
      ending = new Ending(Optional.empty());
    } catch (Failed | RuntimeException | Error e) {
      String why = words(e);
      LOG.warn("{}: run {} failed: {}", run.schedule(), run.id(), why);
      ending = new Ending(Optional.of(why));
    } catch (InterruptedException e) {
      String why = ends();
      if (why == null) {
        // The node leaves: another one may have it.
        record(handle -> new BatchEnd(handle, batch, schedule, me).release(), log);
        throw e;
      }
      ending = new Ending(Optional.of(why));
    }
    ends();
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    if (ending.error().isEmpty()) {
      observer.done(run.schedule(), took, 1);
    } else {
      observer.failed(run.schedule(), took);
    }
    Optional<String> error = ending.error();
    record(
        handle -> {
          BatchEnd end = new BatchEnd(handle, batch, schedule, me);
          error.ifPresentOrElse(end::failed, () -> end.done(1));
        },
        log);
  }

  private static String words(Throwable e) {
    if (!(e instanceof Failed)) {
      return Faults.words(e);
    }
    return e.getMessage() == null ? "it failed, and did not say why" : e.getMessage();
  }

  private interface Recording {
    void in(Handle handle);
  }

  private void record(Recording recording, RunLogs.Gathering log) {
    try {
      Failsafe.with(UNTIL_ON_RECORD)
          .run(
              () ->
                  database.run(
                      handle -> {
                        recording.in(handle);
                        log.end(handle);
                      }));
    } catch (BatchEnd.LostClaim lost) {
      LOG.warn("{}: {}.", run.schedule(), lost.getMessage());
    }
  }

  private synchronized void begins(AtWork begun) {
    atWork = begun;
    stoppedBecause = null;
  }

  /** From now on nobody interrupts; an interruption that came too late is forgotten. */
  private synchronized @Nullable String ends() {
    atWork = null;
    if (stoppedBecause != null && Thread.interrupted()) {
      LOG.debug("{}: stopped as it ended.", run.schedule());
    }
    return stoppedBecause;
  }

  /** Called about once a second while the engine lives; needs no database. */
  void stopIfOvertime() {
    AtWork now = current();
    Duration most = schedule.limits().maxRuntime();
    if (now != null && System.nanoTime() - now.began() > most.toNanos()) {
      stop(now, "stopped: it was not done within max-runtime %s".formatted(most));
    }
  }

  /** Called about once a second while the engine lives. */
  void watch(NodeIdentity me) {
    AtWork now = current();
    if (now == null) {
      return;
    }
    now.log().flush();
    if (!isOurs(now.batch(), me)) {
      stop(now, "stopped: another node has taken it over, or its run was stopped");
    }
  }

  private synchronized @Nullable AtWork current() {
    return atWork;
  }

  private synchronized void stop(AtWork which, String why) {
    if (which.equals(atWork) && stoppedBecause == null) {
      stoppedBecause = why;
      LOG.warn("{}: run {} {}", run.schedule(), run.id(), why);
      which.hand().interrupt();
    }
  }

  private boolean isOurs(Batch batch, NodeIdentity me) {
    return database.transactionWithin(
        PATIENCE,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT EXISTS (SELECT FROM batch
                                    WHERE run_id = :run AND number = :number AND attempt = :attempt
                                      AND incarnation = :incarnation AND state = 'claimed')
                    """)
                .bind("run", batch.run())
                .bind("number", batch.number())
                .bind("attempt", batch.attempt())
                .bind("incarnation", me.incarnation())
                .mapTo(Boolean.class)
                .one());
  }
}
