package dev.quartermaster.jobs.batch;

import dev.quartermaster.db.Database;
import dev.quartermaster.jobs.batch.Claim.Batch;
import dev.quartermaster.jobs.pace.Limits;
import dev.quartermaster.jobs.pace.Pace;
import dev.quartermaster.jobs.pace.Pacer;
import dev.quartermaster.jobs.pace.Pacing;
import dev.quartermaster.jobs.pace.PressureGauge;
import dev.quartermaster.jobs.pace.Usual;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pace of one run in this process: kept to, and told. */
final class PacedRun {

  private static final Logger LOG = LoggerFactory.getLogger(PacedRun.class);

  /** The figures change with each batch: the record has them this old at most. */
  private static final long TELL_AGAIN = Duration.ofSeconds(2).toNanos();

  private final Database database;
  private final Run run;
  private final Schedule schedule;
  private final PressureGauge gauge;
  private final CountDownLatch hurried = new CountDownLatch(1);
  private boolean began;
  private @Nullable Pacer pacer;
  private Pace.@Nullable Mode told;
  private long toldAt;

  PacedRun(Database database, Run run, Schedule schedule, PressureGauge gauge) {
    this.database = database;
    this.run = run;
    this.schedule = schedule;
    this.gauge = gauge;
  }

  /**
   * Rests as long as the pace wants it, and says how large the next batch should be. The first
   * batch goes ahead at once, for most runs have only one; of the size that the run before was
   * fitted to, if that is not long ago.
   */
  int next(BatchedJob job, String node) throws InterruptedException {
    if (isFirst()) {
      return database.transaction(this::firstSize);
    }
    Pace pace = pacer(job).next(database.transaction(job::givesWay));
    tell(pace, node);
    if (!pace.rest().isZero() && hurried.await(pace.rest().toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.debug("Rested enough: the node stops.");
    }
    return pace.size();
  }

  /** By run_fired. */
  private int firstSize(Handle handle) {
    Schedule.Bounds bounds = schedule.batching().bounds();
    return handle
        .createQuery(
            """
            SELECT batch_size FROM run
             WHERE schedule = :schedule AND fired_at > qm_now() - interval '1 hour' AND batch_size IS NOT NULL
             ORDER BY fired_at DESC LIMIT 1
            """)
        .bind("schedule", schedule.name())
        .mapTo(Integer.class)
        .findOne()
        .map(size -> Math.min(Math.max(size, bounds.least()), bounds.most()))
        .orElse(schedule.batching().size());
  }

  private synchronized boolean isFirst() {
    boolean first = !began;
    began = true;
    return first;
  }

  private synchronized Pacer pacer(BatchedJob job) {
    if (pacer == null) {
      Optional<Duration> usual =
          database.transaction(handle -> Usual.anItem(handle, schedule.name()));
      pacer =
          new Pacer(
              new Pacing.Settings(
                  schedule.batching().bounds(), Set.copyOf(job.tables()), usual, Limits.DEFAULT),
              schedule.batching().size(),
              gauge);
    }
    return pacer;
  }

  /** Learns from a batch that was newly cut and is committed. */
  void did(Batch batch, long items, Duration took) {
    Pacer learning = learning();
    if (learning != null && batch.size() > 0) {
      learning.did(batch.size(), items, took);
    }
  }

  private synchronized @Nullable Pacer learning() {
    return pacer;
  }

  private synchronized void tell(Pace pace, String node) {
    boolean changed = pace.mode() != told;
    if (!changed && System.nanoTime() - toldAt < TELL_AGAIN) {
      return;
    }
    boolean worthALine = changed && (told != null || pace.mode() != Pace.Mode.FULL);
    told = pace.mode();
    toldAt = System.nanoTime();
    database.run(
        handle -> {
          handle
              .createUpdate("UPDATE run SET batch_size = :size, pace = :says WHERE id = :run")
              .bind("size", pace.size())
              .bind("says", pace.says())
              .bind("run", run.id())
              .execute();
          if (worthALine) {
            RunLogs.line(handle, run.id(), node, pace.says());
          }
        });
  }

  void hurry() {
    hurried.countDown();
  }
}
