package dev.quartermaster.ops.bench;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import dev.quartermaster.db.Database;
import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.jobs.batch.Engine;
import dev.quartermaster.jobs.builtin.BuiltInJobs;
import dev.quartermaster.jobs.node.Membership;
import dev.quartermaster.jobs.node.NodeIdentity;
import dev.quartermaster.jobs.run.Firing;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.run.Run.End;
import dev.quartermaster.jobs.run.Run.Outcome;
import dev.quartermaster.jobs.run.Runs;
import dev.quartermaster.jobs.schedule.BuiltInSchedules;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.quota.usage.Retention;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * A run of the built-in {@code cpu-reset} as a node does it: put on record, told to the node by
 * notice, worked on in claimed batches. Only Quartz is not there, so that nothing but this run
 * fires.
 */
final class RealRun {

  private static final Schedule SCHEDULE =
      Objects.requireNonNull(BuiltInSchedules.all().get("cpu-reset"));
  private static final NodeIdentity NODE = NodeIdentity.of("bench");

  /** The end is seen at most this much late, once the job has told that it is near. */
  private static final Duration LOOK = Duration.ofMillis(2);

  /** A run that hands on or fails does not tell. */
  private static final Duration RARE_LOOK = Duration.ofMillis(200);

  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private static final RetryPolicy<Boolean> UNTIL_SEEN =
      RetryPolicy.<Boolean>builder()
          .handleResult(false)
          .abortOn(Exception.class)
          .withMaxRetries(-1)
          .withMaxDuration(PATIENCE)
          .withDelay(LOOK)
          .build();

  private final Scratch scratch;

  RealRun(Scratch scratch) {
    this.scratch = scratch;
  }

  /** How many it works with at a time. */
  static int workers() {
    return SCHEDULE.batching().workers();
  }

  /** From the opening of the run until it has ended and nothing is overdue. */
  @SuppressWarnings("try") // The membership is only held.
  Measured measure() {
    BatchTimes batches = new BatchTimes();
    CountDownLatch drained = new CountDownLatch(1);
    try (Database database =
            Database.open(
                scratch
                    .database()
                    .settings()
                    .withPool(SCHEDULE.batching().workers() + 2, NODE.sessionName()));
        Membership membership = Membership.join(database, NODE, "bench");
        Engine engine =
            new Engine(
                database,
                membership::me,
                Engine.Settings.of(
                    BuiltInSchedules::all,
                    jobs(drained),
                    SCHEDULE.batching().workers(),
                    batches))) {
      await(this::isListening);
      long wal = scratch.walBytes();
      Stopwatch stopwatch = Stopwatch.start();
      runToTheEnd(database, drained);
      Duration took = stopwatch.elapsed();
      return new Measured(took, batches.items(), scratch.walBytes() - wal, batches.all());
    }
  }

  /** A run that nodes elsewhere work on, from its opening to its end. */
  static void byOthers(Database database) {
    runToTheEnd(database, new CountDownLatch(1));
  }

  private static Map<String, BatchedJob> jobs(CountDownLatch drained) {
    return BuiltInJobs.all(Retention.DEFAULT).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, job -> new Drained(job.getValue(), drained)));
  }

  /** A run whose time budget is spent hands the rest to the next one. */
  private static void runToTheEnd(Database database, CountDownLatch drained) {
    End end;
    do {
      long run = Firing.forced(database, SCHEDULE, NODE.name()).id();
      awaitEndIsNear(database, run, drained);
      await(() -> end(database, run).isPresent());
      end = end(database, run).orElseThrow();
    } while (end.outcome() == Outcome.HANDED_ON);
    if (end.outcome() != Outcome.SUCCEEDED) {
      throw new NotVerified(
          "job",
          List.of("its run %s: %s".formatted(end.outcome().word(), end.error().orElse("?"))));
    }
  }

  private static void awaitEndIsNear(Database database, long run, CountDownLatch drained) {
    try {
      boolean near;
      do {
        near =
            drained.await(RARE_LOOK.toMillis(), TimeUnit.MILLISECONDS)
                || end(database, run).isPresent();
      } while (!near);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in the middle of a run", e);
    }
  }

  private static Optional<End> end(Database database, long run) {
    return database.transaction(handle -> Runs.find(handle, run)).flatMap(Run::end);
  }

  /** A node has long been listening when a run is opened. */
  private boolean isListening() {
    return scratch
        .database()
        .transaction(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT EXISTS (SELECT FROM pg_stat_activity
                                        WHERE application_name = :session AND state = 'idle' AND query LIKE 'LISTEN %')
                        """)
                    .bind("session", NODE.sessionName())
                    .mapTo(Boolean.class)
                    .one());
  }

  private static void await(BooleanSupplier seen) {
    if (!Failsafe.with(UNTIL_SEEN).get(seen::getAsBoolean)) {
      throw new NotVerified("job", List.of("not at its end within " + PATIENCE));
    }
  }
}
