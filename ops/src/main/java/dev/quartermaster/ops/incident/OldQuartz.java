package dev.quartermaster.ops.incident;

import dev.quartermaster.db.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.UUID;
import org.quartz.JobBuilder;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;
import org.quartz.simpl.SimpleThreadPool;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;

/**
 * The one housekeeping server of then: Quartz by itself, with its job store and its defaults. When
 * it starts it gives back what stayed ACQUIRED; until then nobody does.
 */
final class OldQuartz implements AutoCloseable {

  private static final String JOB = Fault.SCHEDULES.get(0);

  private final Scheduler quartz;

  private OldQuartz(Scheduler quartz) {
    this.quartz = quartz;
  }

  /** Lends Quartz the connections of a pool, which its owner closes. */
  private record Lent(Database database) implements ConnectionProvider {
    @Override
    public Connection getConnection() throws SQLException {
      return database.dataSource().getConnection();
    }

    @Override
    public void shutdown() {}

    @Override
    public void initialize() {}
  }

  /** The first start declares the job, each second; a later one finds it. */
  static OldQuartz start(Database database, OldJob.State state) {
    String connections = "incident-" + UUID.randomUUID();
    DBConnectionManager.getInstance().addConnectionProvider(connections, new Lent(database));
    try {
      Scheduler quartz = new StdSchedulerFactory(properties(connections)).getScheduler();
      quartz.setJobFactory((bundle, scheduler) -> new OldJob(database.dataSource(), state));
      if (!quartz.checkExists(JobKey.jobKey(JOB))) {
        quartz.scheduleJob(
            JobBuilder.newJob(OldJob.class).withIdentity(JOB).storeDurably().build(),
            TriggerBuilder.newTrigger()
                .withIdentity(JOB)
                .withSchedule(SimpleScheduleBuilder.repeatSecondlyForever())
                .build());
      }
      quartz.start();
      return new OldQuartz(quartz);
    } catch (SchedulerException e) {
      throw new IllegalStateException("plain Quartz does not start: " + e.getMessage(), e);
    }
  }

  private static Properties properties(String connections) {
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "incident");
    properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    properties.setProperty("org.quartz.threadPool.class", SimpleThreadPool.class.getName());
    properties.setProperty("org.quartz.threadPool.threadCount", "10");
    properties.setProperty("org.quartz.threadPool.makeThreadsDaemons", "true");
    properties.setProperty("org.quartz.scheduler.makeSchedulerThreadDaemon", "true");
    properties.setProperty("org.quartz.jobStore.class", JobStoreTX.class.getName());
    properties.setProperty(
        "org.quartz.jobStore.driverDelegateClass", PostgreSQLDelegate.class.getName());
    properties.setProperty("org.quartz.jobStore.dataSource", connections);
    return properties;
  }

  @Override
  public void close() {
    try {
      quartz.shutdown(true);
    } catch (SchedulerException e) {
      throw new IllegalStateException("plain Quartz does not stop: " + e.getMessage(), e);
    }
  }
}
