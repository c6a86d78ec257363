package dev.quartermaster.jobs.quartz;

import dev.quartermaster.alerts.timetable.Timetable;
import dev.quartermaster.db.Database;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.CatchUp;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.Trigger.TriggerState;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.SchedulerRepository;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.simpl.SimpleThreadPool;
import org.quartz.utils.DBConnectionManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node's Quartz in the cluster: fires the declared schedules, each planned time on one node.
 */
public final class Scheduler implements AutoCloseable {

  /** The name that all nodes of a cluster share in Quartz's tables. */
  static final String CLUSTER = "quartermaster";

  private static final String GROUP = "schedules";

  /** A trigger later than this counts as missed, and its catch-up policy decides. */
  private static final Duration MISFIRE = Duration.ofSeconds(30);

  private static final Duration CHECK_IN = Duration.ofSeconds(5);

  /** A trigger's next time may be later than planned by this much: it was perhaps just fired. */
  private static final Duration AHEAD = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

  private final org.quartz.Scheduler quartz;

  private Scheduler(org.quartz.Scheduler quartz) {
    this.quartz = quartz;
  }

  /**
   * Joins the cluster; fires nothing before {@link #start}.
   *
   * @param database a pool of its own, so that busy workers cannot keep schedules from firing
   * @param firing is told the schedule's name and the planned time, on a thread of Quartz's
   */
  public static Scheduler join(Database database, String node, BiConsumer<String, Instant> firing) {
    String connections = "quartermaster-" + UUID.randomUUID();
    DBConnectionManager.getInstance()
        .addConnectionProvider(connections, new QuartzConnections(database));
    try {
      org.quartz.Scheduler quartz =
          new StdSchedulerFactory(properties(node, connections)).getScheduler();
      // Quartz keeps one scheduler of a name per JVM; ours belong to whoever made them.
      SchedulerRepository.getInstance().remove(CLUSTER);
      quartz.setJobFactory((bundle, scheduler) -> new FiringJob(firing));
      return new Scheduler(quartz);
    } catch (SchedulerException e) {
      throw new IllegalStateException("Quartz does not start: " + e.getMessage(), e);
    }
  }

  private static Properties properties(String node, String connections) {
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", CLUSTER);
    properties.setProperty("org.quartz.scheduler.instanceId", node);
    properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    properties.setProperty("org.quartz.scheduler.makeSchedulerThreadDaemon", "true");
    properties.setProperty("org.quartz.scheduler.idleWaitTime", "5000");
    properties.setProperty("org.quartz.scheduler.dbFailureRetryInterval", "2000");
    properties.setProperty("org.quartz.scheduler.batchTriggerAcquisitionMaxCount", "20");
    properties.setProperty("org.quartz.threadPool.class", SimpleThreadPool.class.getName());
    properties.setProperty("org.quartz.threadPool.threadCount", "4");
    properties.setProperty("org.quartz.threadPool.makeThreadsDaemons", "true");
    properties.setProperty("org.quartz.jobStore.class", JobStoreTX.class.getName());
    properties.setProperty(
        "org.quartz.jobStore.driverDelegateClass", PostgreSQLDelegate.class.getName());
    properties.setProperty(
        "org.quartz.jobStore.driverDelegateInitString",
        "triggerPersistenceDelegateClasses=" + TimetablePersistence.class.getName());
    properties.setProperty("org.quartz.jobStore.dataSource", connections);
    properties.setProperty("org.quartz.jobStore.isClustered", "true");
    properties.setProperty("org.quartz.jobStore.useProperties", "true");
    properties.setProperty("org.quartz.jobStore.acquireTriggersWithinLock", "true");
    properties.setProperty(
        "org.quartz.jobStore.misfireThreshold", Long.toString(MISFIRE.toMillis()));
    properties.setProperty(
        "org.quartz.jobStore.clusterCheckinInterval", Long.toString(CHECK_IN.toMillis()));
    return properties;
  }

  /** Begins to fire. */
  public void start() {
    unchecked(quartz::start);
  }

  /** Fires no more; what was fired is done elsewhere. */
  public void standby() {
    unchecked(quartz::standby);
  }

  /** Whether it fires: started, and not in standby. */
  public boolean isFiring() {
    try {
      return quartz.isStarted() && !quartz.isInStandbyMode() && !quartz.isShutdown();
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Makes Quartz's tables say what is declared: adds, changes and removes triggers; a trigger that
   * is right is let be.
   */
  public void declare(Map<String, Schedule> schedules) {
    unchecked(
        () -> {
          Set<String> wanted = new HashSet<>();
          for (Schedule schedule : schedules.values()) {
            if (schedule.enabled()) {
              wanted.add(schedule.name());
              declare(schedule);
            }
          }
          for (JobKey known : quartz.getJobKeys(GroupMatcher.jobGroupEquals(GROUP))) {
            if (!wanted.contains(known.getName())) {
              quartz.deleteJob(known);
            }
          }
        });
  }

  /**
   * Stores anew what cannot fire as it should: a trigger that is missing, in ERROR, or put off
   * beyond its next planned time, as a clock that was ahead leaves it. Others are let be.
   *
   * @param now by the database's clock
   */
  public void mend(Map<String, Schedule> schedules, Instant now) {
    unchecked(
        () -> {
          for (Schedule schedule : schedules.values()) {
            if (schedule.enabled() && isStuck(schedule, now)) {
              LOG.warn(
                  "The trigger of '{}' could not fire as it should; stored anew.", schedule.name());
              store(schedule);
            }
          }
        });
  }

  private boolean isStuck(Schedule schedule, Instant now) throws SchedulerException {
    TriggerKey key = TriggerKey.triggerKey(schedule.name(), GROUP);
    Trigger trigger = quartz.getTrigger(key);
    if (trigger == null || quartz.getTriggerState(key) == TriggerState.ERROR) {
      return true;
    }
    Instant next = schedule.when().timetable().next(now.plus(AHEAD));
    return trigger.getNextFireTime() != null && trigger.getNextFireTime().toInstant().isAfter(next);
  }

  /** What Quartz's tables have for a schedule. */
  public Optional<Timetable> timetable(String schedule) {
    try {
      return quartz.getTrigger(TriggerKey.triggerKey(schedule, GROUP))
              instanceof TimetableTrigger own
          ? Optional.of(own.timetable())
          : Optional.empty();
    } catch (SchedulerException e) {
      throw new IllegalStateException("Quartz: " + e.getMessage(), e);
    }
  }

  private void declare(Schedule schedule) throws SchedulerException {
    TriggerKey key = TriggerKey.triggerKey(schedule.name(), GROUP);
    Trigger before = quartz.getTrigger(key);
    int misfire = misfireInstruction(schedule);
    if (before instanceof TimetableTrigger own
        && own.timetable().equals(schedule.when().timetable())
        && own.getMisfireInstruction() == misfire) {
      return;
    }
    store(schedule);
  }

  private void store(Schedule schedule) throws SchedulerException {
    TriggerKey key = TriggerKey.triggerKey(schedule.name(), GROUP);
    int misfire = misfireInstruction(schedule);
    JobDetail job =
        JobBuilder.newJob(FiringJob.class)
            .withIdentity(schedule.name(), GROUP)
            .storeDurably()
            // Of a node that died before it put the firing on record. Twice on record is once.
            .requestRecovery()
            .build();
    Trigger trigger =
        TriggerBuilder.newTrigger()
            .withIdentity(key)
            .forJob(job)
            .startNow()
            .withSchedule(new TimetableSchedule(schedule.when().timetable(), misfire))
            .build();
    quartz.scheduleJob(job, Set.of(trigger), true);
  }

  private static int misfireInstruction(Schedule schedule) {
    return schedule.when().catchUp() == CatchUp.SKIP
        ? TimetableTrigger.GO_ON
        : TimetableTrigger.FIRE_NEWEST;
  }

  /** Waits for firings at work, then leaves the cluster. */
  @Override
  public void close() {
    unchecked(() -> quartz.shutdown(true));
  }

  private interface Call {
    void make() throws SchedulerException;
  }

  private static void unchecked(Call call) {
    try {
      call.make();
    } catch (SchedulerException e) {
      throw new IllegalStateException("Quartz: " + e.getMessage(), e);
    }
  }
}
