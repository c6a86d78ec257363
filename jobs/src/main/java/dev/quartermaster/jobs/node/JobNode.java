package dev.quartermaster.jobs.node;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.db.DatabaseSettings;
import dev.quartermaster.jobs.batch.Engine;
import dev.quartermaster.jobs.quartz.Scheduler;
import dev.quartermaster.jobs.run.DeclaredElsewhere;
import dev.quartermaster.jobs.run.Firing;
import dev.quartermaster.jobs.run.Planned;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.When;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process of the cluster at work: it beats, fires, and does batches, until it is closed.
 *
 * <p>The database must have been migrated before.
 */
public final class JobNode implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(JobNode.class);

  /**
   * Quartz and the heartbeat have connections of their own: busy workers must not keep them
   * waiting.
   */
  private static final int CONTROL_CONNECTIONS = 4;

  /** How often each node looks after the triggers of all. */
  private static final Duration MEND = Duration.ofSeconds(30);

  /** Which node this is. */
  public record Identity(String name, String version) {}

  private final Database control;
  private final Database work;
  private final Membership membership;
  private final Engine engine;
  private final Scheduler scheduler;
  private final Duty duty;
  private final OwnConfiguration configuration;
  private final Supplier<Map<String, Schedule>> schedules;
  private Map<String, Schedule> declared = Map.of();
  private volatile boolean isNewest;
  private final ScheduledExecutorService mending =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "triggers");
            thread.setDaemon(true);
            return thread;
          });

  private JobNode(
      Database control, Database work, Membership membership, Engine.Settings settings) {
    this.control = control;
    this.work = work;
    this.membership = membership;
    this.engine = new Engine(work, membership::me, settings);
    String name = membership.me().name();
    this.scheduler =
        Scheduler.join(control, name, (schedule, planned) -> fired(name, schedule, planned));
    this.duty = new Duty(scheduler, engine);
    this.configuration = new OwnConfiguration(control, membership::me);
    this.schedules = settings.schedules();
  }

  /**
   * Joins the cluster and starts.
   *
   * @throws Membership.NameTaken when a node of that name is alive
   */
  public static JobNode start(
      DatabaseSettings database, Identity identity, Engine.Settings settings) {
    NodeIdentity me = NodeIdentity.of(identity.name());
    Database control = Database.open(database.withPool(CONTROL_CONNECTIONS, me.sessionName()));
    Database work = Database.open(database.withPool(database.pool().size(), me.sessionName()));
    JobNode node;
    try {
      Membership membership = Membership.join(control, me, identity.version());
      node = new JobNode(control, work, membership, settings);
    } catch (RuntimeException e) {
      control.close();
      work.close();
      throw e;
    }
    try {
      node.begin();
      return node;
    } catch (RuntimeException e) {
      // It has joined and works already.
      node.close();
      throw e;
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // again() tells its own failures
  private void begin() {
    tend(schedules.get());
    membership.listen(beat -> duty.drain(beat.drained()));
    duty.begin();
    mending.scheduleWithFixedDelay(
        this::again, MEND.toMillis(), MEND.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Takes over what the supplier of schedules has now; soon, and again if that does not work. */
  public void reload() {
    mending.execute(this::again);
  }

  private void again() {
    try {
      tend(schedules.get());
    } catch (RuntimeException | Error e) {
      LOG.warn("Could not look after the triggers: {}", e.toString());
    }
  }

  /** Only who has the newest configuration may say what is declared. */
  private void tend(Map<String, Schedule> now) {
    isNewest = configuration.isNewest(now);
    if (!isNewest) {
      declared = Map.of();
      return;
    }
    if (!declared.equals(now)) {
      now.values().stream()
          .filter(Schedule::enabled)
          .forEach(schedule -> Firing.declared(control, schedule));
      scheduler.declare(now);
      declared = now;
    }
    scheduler.mend(now, control.transaction(DatabaseClock::now));
  }

  private void fired(String node, String name, Instant planned) {
    Optional<When> when = when(name);
    if (when.isEmpty()) {
      LOG.warn("'{}' fired, but no node has it declared.", name);
      return;
    }
    Firing.fired(control, List.of(new Planned(name, when.get(), planned)), node)
        .forEach(
            fired ->
                fired
                    .refused()
                    .ifPresent(
                        why -> {
                          throw new IllegalStateException(why);
                        }));
  }

  /** Quartz lets any node fire any schedule: also one that a newer configuration has otherwise. */
  private Optional<When> when(String name) {
    Optional<When> own = Optional.ofNullable(schedules.get().get(name)).map(Schedule::when);
    return isNewest && own.isPresent()
        ? own
        : scheduler
            .timetable(name)
            .flatMap(
                timetable ->
                    control.transaction(handle -> DeclaredElsewhere.when(handle, name, timetable)))
            .or(() -> own);
  }

  /** The pool that batches use. */
  public Database database() {
    return work;
  }

  /** Whether this node's scheduler fires. */
  public boolean isFiring() {
    return scheduler.isFiring();
  }

  /** Tells the cluster why this node's configuration is not in force; empty when it is. */
  public void configurationError(Optional<String> error) {
    membership.tell(error);
  }

  /** What keeps this node from its work, in plain words; empty when nothing does. */
  public List<String> notReadyBecause() {
    List<String> reasons = new ArrayList<>();
    if (isSilent(membership.silence())) {
      reasons.add(
          "the last heartbeat arrived %d s ago".formatted(membership.silence().toSeconds()));
    }
    if (isSilent(engine.silence())) {
      reasons.add("the last look for work was %d s ago".formatted(engine.silence().toSeconds()));
    }
    if (duty.isDrained()) {
      reasons.add("the node is drained");
    } else if (!isFiring()) {
      reasons.add("the scheduler does not fire");
    }
    return reasons;
  }

  private static boolean isSilent(Duration since) {
    return since.compareTo(Nodes.DEAD_AFTER) > 0;
  }

  /** Fires no more, finishes the batches at work, and leaves. */
  @Override
  public void close() {
    mending.shutdownNow();
    duty.end();
    engine.close();
    scheduler.close();
    membership.close();
    work.close();
    control.close();
  }
}
