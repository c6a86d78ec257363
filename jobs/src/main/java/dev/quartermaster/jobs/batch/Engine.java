package dev.quartermaster.jobs.batch;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.notice.Notices;
import dev.quartermaster.jobs.node.NodeIdentity;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.run.Runs;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.Work;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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

  /** How many times as long as it worked a hand rests that gives way. */
  private static final int REST = 2;

  private static final Duration LONGEST_REST = Duration.ofSeconds(1);

  /**
   * What the engine works with.
   *
   * @param schedules as declared now, by name
   * @param jobs by the name that {@link Work.BuiltIn} gives
   * @param threads hands in all, 1 to 64
   */
  public record Settings(
      Supplier<Map<String, Schedule>> schedules,
      Map<String, BatchedJob> jobs,
      int threads,
      BatchObserver observer) {}

  /**
   * Hands on a run. One that had another {@link RunInHand} than the others would take their batches
   * for dropped ones.
   */
  private record OnRun(RunInHand inHand, int hands) {}

  private final Database database;
  private final Supplier<NodeIdentity> me;
  private final Settings settings;
  private final ExecutorService hands;
  private final Semaphore free;
  private final Map<Long, OnRun> runs = new ConcurrentHashMap<>();
  private final Notices notices;
  private final CountDownLatch drained = new CountDownLatch(1);
  private volatile boolean draining;

  /** Starts looking for work. */
  public Engine(Database database, Supplier<NodeIdentity> me, Settings settings) {
    this.database = database;
    this.me = me;
    this.settings = settings;
    this.free = new Semaphore(settings.threads());
    this.hands =
        Executors.newFixedThreadPool(settings.threads(), task -> new Thread(task, "worker"));
    this.notices = Notices.listen(database, Runs.NOTICE, LOOK, this::look);
  }

  private void look() {
    if (draining) {
      return;
    }
    try {
      for (Run run : database.transaction(handle -> Runs.running(handle))) {
        join(run);
      }
    } catch (RuntimeException e) {
      LOG.warn("Could not ask for runs: {}", e.getMessage());
    }
  }

  /** Puts hands on a run, as many as its schedule wants and as are free. */
  private void join(Run run) {
    Schedule schedule = settings.schedules().get().get(run.schedule());
    if (schedule == null || !(schedule.work() instanceof Work.BuiltIn work)) {
      return;
    }
    BatchedJob job = settings.jobs().get(work.job());
    if (job == null) {
      return;
    }
    while (hands(run) < schedule.batching().workers() && free.tryAcquire()) {
      OnRun on =
          Objects.requireNonNull(
              runs.compute(
                  run.id(),
                  (id, now) ->
                      now == null
                          ? new OnRun(new RunInHand(database, run, schedule, job), 1)
                          : new OnRun(now.inHand(), now.hands() + 1)));
      hands.execute(() -> lend(run, on.inHand()));
    }
  }

  private int hands(Run run) {
    OnRun on = runs.get(run.id());
    return on == null ? 0 : on.hands();
  }

  private void lend(Run run, RunInHand inHand) {
    try {
      long began = System.nanoTime();
      while (!draining && inHand.workOnNext(me.get(), settings.observer())) {
        if (database.transaction(inHand::givesWay)) {
          rest(Duration.ofNanos(System.nanoTime() - began).multipliedBy(REST));
        }
        began = System.nanoTime();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // The tables say what is left to do; the next look begins again from there.
      LOG.warn("Run {} of {}: {}", run.id(), run.schedule(), e.getMessage());
    } finally {
      runs.computeIfPresent(
          run.id(),
          (id, now) -> now.hands() == 1 ? null : new OnRun(now.inHand(), now.hands() - 1));
      free.release();
    }
  }

  /** A hand that gives way still works a third of the time, so that a run comes to its end. */
  private void rest(Duration time) throws InterruptedException {
    Duration bounded = time.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : time;
    if (drained.await(bounded.toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.debug("Rested enough: the node stops.");
    }
  }

  /** Takes no more batches, and waits for those at work. */
  public void drain() {
    draining = true;
    drained.countDown();
    hands.shutdown();
    try {
      if (!hands.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.warn("A batch goes on for more than a minute; it is left to roll back.");
        hands.shutdownNow();
      }
    } catch (InterruptedException e) {
      hands.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    drain();
    notices.close();
  }
}
