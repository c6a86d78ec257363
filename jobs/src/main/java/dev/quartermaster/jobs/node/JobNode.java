package dev.quartermaster.jobs.node;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseSettings;
import dev.quartermaster.jobs.batch.Abandoned;
import dev.quartermaster.jobs.batch.Backlogs;
import dev.quartermaster.jobs.batch.Engine;
import dev.quartermaster.jobs.quartz.PlannedTime;
import dev.quartermaster.jobs.quartz.Scheduler;
import dev.quartermaster.jobs.run.Declarations;
import dev.quartermaster.jobs.run.Firing;
import dev.quartermaster.jobs.run.Overlooked;
import dev.quartermaster.jobs.run.Pauses;
import dev.quartermaster.jobs.run.Planned;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.When;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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
  public static final int CONTROL_CONNECTIONS = 4;

  /** How often each node looks after the triggers of all. */
  private static final Duration MEND = Duration.ofSeconds(10);

  /** Which node this is. */
  public record Identity(String name, String version) {}

  private final Database control;
  private final Database work;
  private final Membership membership;
  private final Engine engine;
  private final Scheduler scheduler;
  private final Duty duty;
  private final OwnConfiguration configuration;
  private final Engine.Settings settings;
  private Map<String, Schedule> declared = Map.of();
  private volatile boolean isNewest;
  private final ScheduledExecutorService mending = thread("triggers");
  private final ScheduledExecutorService sampling = thread("backlogs");

  private JobNode(
      Database control, Database work, Membership membership, Engine.Settings settings) {
    this.control = control;
    this.work = work;
    this.membership = membership;
    this.engine = new Engine(work, membership::me, settings);
    String name = membership.me().name();
    this.scheduler = Scheduler.join(control, name, times -> fired(name, times));
    scheduler.tell(repair -> settings.observer().mended(repair.schedule()));
    this.duty = new Duty(scheduler, engine);
    this.configuration = new OwnConfiguration(control, membership::me);
    this.settings = settings;
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

  @SuppressWarnings("FutureReturnValueIgnored") // lookAfter() tells its own failures
  private void begin() {
    declare(settings.schedules().get());
    membership.feel(new Feel(duty, engine, work)::now);
    membership.listen(duty::as);
    duty.begin();
    mending.scheduleWithFixedDelay(
        this::lookAfter, MEND.toMillis(), MEND.toMillis(), TimeUnit.MILLISECONDS);
    // What a job of the user's asks may take long, and holds nothing else up.
    sampling.scheduleWithFixedDelay(
        this::sampleBacklogs, MEND.toMillis(), MEND.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static ScheduledExecutorService thread(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Takes over what the supplier of schedules has now: soon, and again if that does not work. */
  public void reload() {
    mending.execute(this::lookAfter);
  }

  /** What is to be seen to again and again, by whichever node comes first. */
  private void lookAfter() {
    try {
      Map<String, Schedule> schedules = settings.schedules().get();
      declare(schedules);
      Pauses.endThoseDue(control, schedules);
      scheduler.mend(schedules, isNewest);
      if (scheduler.isFiring()) {
        decideOverlooked(schedules);
      }
    } catch (RuntimeException | Error e) {
      LOG.warn("Could not look after the schedules: {}", e.toString());
    }
  }

  private void decideOverlooked(Map<String, Schedule> schedules) {
    if (isNewest) {
      Overlooked.decide(control, schedules, membership.me().name());
      Abandoned.end(control, schedules.keySet());
    } else {
      Overlooked.decide(control, membership.me().name());
    }
  }

  private void sampleBacklogs() {
    try {
      Backlogs.sample(work, settings.schedules().get().values(), settings.jobs());
    } catch (RuntimeException | Error e) {
      LOG.warn("Could not look how much waits: {}", e.toString());
    }
  }

  /** Only who has the newest configuration says what is declared. */
  private void declare(Map<String, Schedule> schedules) {
    isNewest = configuration.isNewest(schedules);
    if (!isNewest) {
      declared = Map.of();
    } else if (!declared.equals(schedules)) {
      Overlooked.decideBeforeChange(control, schedules, membership.me().name());
      scheduler.declare(schedules, true);
      declared = schedules;
    }
  }

  /** Whether no other node has published a newer configuration, when it last looked. */
  public boolean isNewest() {
    return isNewest;
  }

  /** Puts what fired on record; refused is said by schedule, and why. */
  private Map<String, String> fired(String node, List<PlannedTime> times) {
    Map<String, When> known = when(times.stream().map(PlannedTime::schedule).toList());
    List<Planned> planned = new ArrayList<>();
    for (PlannedTime time : times) {
      When when = known.get(time.schedule());
      if (when == null) {
        LOG.warn("'{}' fired, but it is declared no more.", time.schedule());
      } else {
        planned.add(new Planned(time.schedule(), when, time.at()));
      }
    }
    return Firing.fired(control, planned, node).stream()
        .filter(fired -> fired.refused().isPresent())
        .collect(
            Collectors.toMap(
                fired -> fired.planned().schedule(),
                fired -> fired.refused().orElseThrow(),
                (one, other) -> one));
  }

  /** Quartz lets any node fire any schedule: also one that a newer configuration has otherwise. */
  private Map<String, When> when(List<String> names) {
    Map<String, When> known = new HashMap<>();
    Map<String, Schedule> own = settings.schedules().get();
    for (String name : names) {
      Schedule schedule = own.get(name);
      if (schedule != null) {
        known.put(name, schedule.when());
      }
    }
    if (!isNewest || !known.keySet().containsAll(names)) {
      known.putAll(control.transaction(handle -> Declarations.of(handle, names)));
    }
    return known;
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

  /**
   * How long something in it has not moved: Quartz's thread, while it fires, or who looks for work.
   * While no heartbeat arrives Quartz's waits for the database, as it should; no new start mends
   * that.
   */
  public Duration standstill() {
    Duration hands = engine.silence();
    boolean waits = isSilent(membership.silence());
    Duration quartz = scheduler.isFiring() && !waits ? scheduler.silence() : Duration.ZERO;
    return hands.compareTo(quartz) > 0 ? hands : quartz;
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
    } else if (duty.isClockWrong()) {
      reasons.add(
          "the machine's clock is far from the database's: it fires nothing until it is right");
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
    sampling.shutdownNow();
    duty.end();
    engine.close();
    scheduler.close();
    membership.close();
    work.close();
    control.close();
  }
}
