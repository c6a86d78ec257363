package dev.quartermaster.jobs.batch;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.db.notice.Notices;
import dev.quartermaster.jobs.batch.WorkList.Work;
import dev.quartermaster.jobs.node.NodeIdentity;
import dev.quartermaster.jobs.pace.PressureGauge;
import dev.quartermaster.jobs.run.Promotion;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.run.Runs;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.Work.BuiltIn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's hands: works on every run that goes on, whichever node fired it, until none is
 * left or it is drained.
 */
public final class Engine implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  /** How often the tables are asked for runs when no notice comes. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Work outside of the database costs this process little: so many times as many at once. */
  private static final int OUTSIDE = 4;

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Duration PATIENCE_TO_LOOK = Duration.ofSeconds(10);

  /**
   * Who does work outside the database ends it in time, and holds its place until it is gone; only
   * when that fails for so long do others say that it is over.
   */
  private static final Duration CLAIMANTS_OWN = Duration.ofMinutes(10);

  /**
   * What the engine works with.
   *
   * @param schedules as declared now, by name
   * @param jobs what a schedule runs; empty when this node cannot
   * @param threads hands in all for batches, 1 to 64
   */
  public record Settings(
      Supplier<Map<String, Schedule>> schedules,
      Function<Schedule, Optional<? extends Job>> jobs,
      int threads,
      BatchObserver observer) {

    /** With these jobs alone, by the name that {@link BuiltIn} gives. */
    public static Settings of(
        Supplier<Map<String, Schedule>> schedules,
        Map<String, ? extends Job> builtIn,
        int threads,
        BatchObserver observer) {
      return new Settings(
          schedules,
          schedule ->
              schedule.work() instanceof BuiltIn work
                  ? Optional.ofNullable(builtIn.get(work.job()))
                  : Optional.empty(),
          threads,
          observer);
    }
  }

  private record Look(Instant now, List<Run> running) {}

  private final Database database;
  private final Supplier<NodeIdentity> me;
  private final Settings settings;
  private final PressureGauge gauge;
  private final Hands batches;
  private final Hands outside;
  private final Unable unable = new Unable();
  private final Notices notices;
  private final ScheduledExecutorService overtime =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "overtime");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean draining;
  private volatile boolean paused;

  /** Starts looking for work. */
  public Engine(Database database, Supplier<NodeIdentity> me, Settings settings) {
    this.database = database;
    this.me = me;
    this.settings = settings;
    this.gauge = PressureGauge.of(database);
    this.batches = new Hands(me, settings.observer(), "worker", settings.threads());
    this.outside =
        new Hands(me, settings.observer(), "outside-worker", OUTSIDE * settings.threads());
    this.notices = Notices.listen(database, Runs.NOTICE, LOOK, this::look);
    timeUp();
  }

  /** Needs no database, and so waits for none. */
  @SuppressWarnings("FutureReturnValueIgnored") // ends with the engine; each stop tells of itself
  private void timeUp() {
    overtime.scheduleWithFixedDelay(
        () -> outside.list().atWork().forEach(RunInHand::stopIfOvertime),
        LOOK.toMillis(),
        LOOK.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      outside.list().atWork().forEach(this::watch);
      if (draining || paused) {
        return;
      }
      Promotion.start(database, PATIENCE_TO_LOOK);
      Look look =
          database.transactionWithin(
              PATIENCE_TO_LOOK,
              handle -> new Look(DatabaseClock.now(handle), Runs.running(handle)));
      look.running().forEach(run -> goesOnIfItCan(run, look.now()));
      batches.begin();
      outside.begin();
      if (!batches.list().atWork().isEmpty()) {
        // Beside the first batches, so that the next ones find it read.
        gauge.now();
      }
    } catch (RuntimeException e) {
      LOG.warn("Could not ask for runs: {}", e.getMessage());
    }
  }

  private void watch(RunInHand run) {
    try {
      run.watch(me.get());
    } catch (RuntimeException e) {
      LOG.warn("Could not look after a run at work: {}", e.getMessage());
    }
  }

  /** What is wrong with one run, or with a job of the user's, keeps no other from going on. */
  private void goesOnIfItCan(Run run, Instant now) {
    try {
      goesOn(run, now);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      LOG.error("Run {} of '{}' does not go on", run.id(), run.schedule(), e);
    }
  }

  private void goesOn(Run run, Instant now) {
    Schedule schedule = settings.schedules().get().get(run.schedule());
    if (schedule == null) {
      return;
    }
    Optional<? extends Job> found = settings.jobs().apply(schedule);
    if (found.isEmpty()) {
      unable.waits(database, run, schedule);
      return;
    }
    Job job = found.get();
    boolean isBatched = job instanceof BatchedJob;
    stopIfOvertime(run, schedule, isBatched ? Duration.ZERO : CLAIMANTS_OWN, now);
    (isBatched ? batches : outside)
        .list()
        .goesOn(run.id(), () -> Optional.of(work(run, schedule, job)));
  }

  private Work work(Run run, Schedule schedule, Job job) {
    return new Work(
        run.id(),
        new RunInHand(database, run, schedule, job, gauge),
        job instanceof BatchedJob ? schedule.batching().workers() : 1);
  }

  /** All hands may be in the midst of a batch: none would end it in time. */
  private void stopIfOvertime(Run run, Schedule schedule, Duration grace, Instant now) {
    Duration most = schedule.limits().maxRuntime().plus(grace);
    if (now.isAfter(run.startedAt().orElse(run.firedAt()).plus(most))) {
      String why =
          "stopped: it was not done within max-runtime %s"
              .formatted(schedule.limits().maxRuntime());
      database.run(handle -> new RunStop(handle, run.id()).ifAtWorkFor(most, why));
    }
  }

  /** Takes no work while paused; batches at work are finished. */
  public void pause(boolean now) {
    paused = now;
    batches.pause(now);
    outside.pause(now);
  }

  /** How long ago it was last done with looking for work. */
  public Duration silence() {
    return notices.silence();
  }

  /** Whether all hands for batches are busy while a run has none. */
  public boolean keepsARunWaiting() {
    return batches.keepsOneWaiting();
  }

  /** Takes no more batches, and waits for those at work. */
  public void drain() {
    draining = true;
    batches.pause(true);
    outside.pause(true);
    batches.drain(PATIENCE);
    outside.drain(PATIENCE);
  }

  @Override
  public void close() {
    drain();
    overtime.shutdownNow();
    notices.close();
  }
}
