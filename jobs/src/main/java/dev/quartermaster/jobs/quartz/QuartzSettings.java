package dev.quartermaster.jobs.quartz;

import dev.quartermaster.db.Database;
import java.time.Duration;
import java.util.UUID;
import org.quartz.Scheduler;
import org.quartz.SchedulerConfigException;
import org.quartz.SchedulerException;
import org.quartz.impl.DefaultThreadExecutor;
import org.quartz.impl.DirectSchedulerFactory;
import org.quartz.impl.SchedulerRepository;
import org.quartz.impl.jdbcjobstore.InvalidConfigurationException;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;
import org.quartz.simpl.SimpleThreadPool;
import org.quartz.utils.DBConnectionManager;

/** How each node sets its Quartz up. */
final class QuartzSettings {

  /** The name that all nodes of a cluster share in Quartz's tables. */
  static final String CLUSTER = "quartermaster";

  /** A trigger later than this counts as missed, and its catch-up policy decides. */
  private static final Duration MISFIRE = Duration.ofSeconds(30);

  /** Of those, so many are handled under one hold of the cluster's lock. */
  private static final int MISFIRES_AT_ONCE = 200;

  private static final Duration CHECK_IN = Duration.ofSeconds(5);

  /** Quartz takes what is due within this in hand, and then waits for its time. */
  private static final Duration LOOK_AHEAD = Duration.ofSeconds(2);

  /** Of the database, after it failed. */
  private static final Duration RETRY = Duration.ofSeconds(2);

  /** For the little that {@link FiringStore} does not fire by itself. */
  private static final int THREADS = 4;

  private QuartzSettings() {}

  /** A scheduler that has joined the cluster, and fires nothing yet. */
  static Scheduler scheduler(Database database, String node, Recording recording, Pulse pulse)
      throws SchedulerException {
    DirectSchedulerFactory factory = DirectSchedulerFactory.getInstance();
    factory.createScheduler(
        CLUSTER,
        node,
        threads(),
        new DefaultThreadExecutor(),
        store(database, recording, pulse),
        /* schedulerPluginMap= */ null,
        /* rmiRegistryHost= */ null,
        /* rmiRegistryPort= */ 0,
        LOOK_AHEAD.toMillis(),
        RETRY.toMillis(),
        /* jmxExport= */ false,
        /* jmxObjectName= */ null,
        /* maxBatchSize= */ THREADS,
        /* batchTimeWindow= */ 0,
        /* makeSchedThreadDaemon= */ true);
    Scheduler scheduler = factory.getScheduler(CLUSTER);
    // Quartz keeps one scheduler of a name per JVM; ours belong to whoever made them.
    SchedulerRepository.getInstance().remove(CLUSTER);
    return scheduler;
  }

  private static SimpleThreadPool threads() {
    SimpleThreadPool threads = new SimpleThreadPool(THREADS, Thread.NORM_PRIORITY);
    threads.setMakeThreadsDaemons(true);
    return threads;
  }

  private static FiringStore store(Database database, Recording recording, Pulse pulse)
      throws SchedulerConfigException {
    String connections = "quartermaster-" + UUID.randomUUID();
    DBConnectionManager.getInstance()
        .addConnectionProvider(connections, new QuartzConnections(database));
    FiringStore store = new FiringStore(recording, pulse);
    store.setDataSource(connections);
    try {
      store.setDriverDelegateClass(PostgreSQLDelegate.class.getName());
      store.setDriverDelegateInitString(
          "triggerPersistenceDelegateClasses=" + TimetablePersistence.class.getName());
    } catch (InvalidConfigurationException e) {
      throw new SchedulerConfigException("the job store", e);
    }
    store.setUseProperties("true");
    store.setMakeThreadsDaemons(true);
    store.setIsClustered(true);
    store.setAcquireTriggersWithinLock(true);
    store.setMisfireThreshold(MISFIRE.toMillis());
    store.setMaxMisfiresToHandleAtATime(MISFIRES_AT_ONCE);
    store.setClusterCheckinInterval(CHECK_IN.toMillis());
    store.setDbRetryInterval(RETRY.toMillis());
    return store;
  }
}
