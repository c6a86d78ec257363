package dev.quartermaster.jobs.quartz;

import dev.quartermaster.alerts.timetable.Timetable;
import dev.quartermaster.db.Database;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.quartz.SchedulerException;
import org.quartz.TriggerKey;
import org.quartz.impl.SchedulerRepository;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;
import org.quartz.simpl.SimpleThreadPool;
import org.quartz.utils.DBConnectionManager;

/**
 * One node's Quartz in the cluster: fires the declared schedules, each planned time on one node.
 */
public final class Scheduler implements AutoCloseable {

  /** The name that all nodes of a cluster share in Quartz's tables. */
  static final String CLUSTER = "quartermaster";

  static final String GROUP = "schedules";

  /** A trigger later than this counts as missed, and its catch-up policy decides. */
  private static final Duration MISFIRE = Duration.ofSeconds(30);

  private static final Duration CHECK_IN = Duration.ofSeconds(5);

  private final org.quartz.Scheduler quartz;
  private final Reconciler reconciler;

  private Scheduler(org.quartz.Scheduler quartz, Reconciler reconciler) {
    this.quartz = quartz;
    this.reconciler = reconciler;
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
      return new Scheduler(quartz, new Reconciler(database, quartz, node));
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
   * Puts on record what is declared, and makes Quartz's tables say the same: adds, changes and
   * removes triggers; one that is right is let be. Waits for its turn when another node is at it.
   *
   * @param isNewest no newer configuration was published: what this one does not have is to go
   * @return what was wrong beside, and was mended
   */
  public List<Repair> declare(Map<String, Schedule> schedules, boolean isNewest) {
    return reconciler.declare(Declared.of(schedules.values(), isNewest));
  }

  /**
   * Looks for triggers that cannot fire as they should, and mends them; one that is being fired is
   * let be. Call it every ten seconds or so, on every node: one at a time does it. What may pass by
   * itself is mended when two looks, at least ten seconds apart, find it.
   *
   * @param isNewest as in {@link #declare}
   * @return what was mended
   */
  public List<Repair> mend(Map<String, Schedule> schedules, boolean isNewest) {
    return reconciler.look(Declared.of(schedules.values(), isNewest));
  }

  /** Who hears of what is mended. */
  public void tell(RepairObserver observer) {
    reconciler.tell(observer);
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
