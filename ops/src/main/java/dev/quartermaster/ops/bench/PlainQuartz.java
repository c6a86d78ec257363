package dev.quartermaster.ops.bench;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.quartz.CronScheduleBuilder;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.utils.DBConnectionManager;

/**
 * Quartz as its documentation sets up a cluster: its JDBC job store, ten threads, three connections
 * more than threads, and otherwise its defaults. Its job writes one row.
 */
final class PlainQuartz implements AutoCloseable {

  private static final String DATA_SOURCE = "plain";
  private static final int THREADS = 10;
  private static final String TABLES = "/org/quartz/impl/jdbcjobstore/tables_postgres.sql";

  private final Scheduler quartz;

  private PlainQuartz(Scheduler quartz) {
    this.quartz = quartz;
  }

  /** Notes that it was fired, when, and for which time. Made by Quartz. */
  public static final class Note implements Job {
    @Override
    @SuppressWarnings("JavaUtilDate") // Quartz speaks Date
    public void execute(JobExecutionContext context) throws JobExecutionException {
      try (Connection connection = DBConnectionManager.getInstance().getConnection(DATA_SOURCE);
          PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO firing (schedule, planned_for, fired_at) VALUES (?, ?, clock_timestamp())")) {
        insert.setString(1, context.getJobDetail().getKey().getName());
        insert.setObject(2, context.getScheduledFireTime().toInstant().atOffset(ZoneOffset.UTC));
        insert.executeUpdate();
      } catch (SQLException e) {
        throw new JobExecutionException("could not note the firing", e);
      }
    }
  }

  /** Makes the tables that it needs. */
  static void lay(Database database) {
    database.run(
        handle -> {
          handle.execute("CREATE SCHEMA plain");
          handle.execute("SET LOCAL search_path = plain");
          handle.execute(
              """
              CREATE TABLE firing (
                schedule    text NOT NULL,
                planned_for timestamptz NOT NULL,
                fired_at    timestamptz NOT NULL
              )
              """);
          handle.createScript(tables().replace("COMMIT;", "")).execute();
        });
  }

  private static String tables() {
    try (InputStream tables = Scheduler.class.getResourceAsStream(TABLES)) {
      if (tables == null) {
        throw new IllegalStateException("Quartz comes without " + TABLES);
      }
      return new String(tables.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a node; the first one declares the schedules. */
  static PlainQuartz start(DatabaseSettings database, Declared declared) {
    try {
      Scheduler quartz = new StdSchedulerFactory(properties(database)).getScheduler();
      if (!quartz.checkExists(job(declared.eachMinute().get(0)).getKey())) {
        Map<JobDetail, Set<? extends Trigger>> jobs = new HashMap<>();
        add(jobs, declared.eachMinute(), "0 * * * * ?");
        add(jobs, declared.eachSecond(), "* * * * * ?");
        quartz.scheduleJobs(jobs, false);
      }
      quartz.start();
      return new PlainQuartz(quartz);
    } catch (SchedulerException e) {
      throw new IllegalStateException("plain Quartz does not start: " + e.getMessage(), e);
    }
  }

  private static void add(
      Map<JobDetail, Set<? extends Trigger>> jobs, List<String> names, String cron) {
    for (String name : names) {
      jobs.put(
          job(name),
          Set.of(
              TriggerBuilder.newTrigger()
                  .withIdentity(name)
                  .withSchedule(CronScheduleBuilder.cronSchedule(cron))
                  .build()));
    }
  }

  private static JobDetail job(String name) {
    return JobBuilder.newJob(Note.class).withIdentity(name).build();
  }

  private static Properties properties(DatabaseSettings database) {
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "plain");
    properties.setProperty("org.quartz.scheduler.instanceId", "AUTO");
    properties.setProperty("org.quartz.threadPool.threadCount", Integer.toString(THREADS));
    properties.setProperty("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
    properties.setProperty(
        "org.quartz.jobStore.driverDelegateClass",
        "org.quartz.impl.jdbcjobstore.PostgreSQLDelegate");
    properties.setProperty("org.quartz.jobStore.isClustered", "true");
    properties.setProperty("org.quartz.jobStore.dataSource", DATA_SOURCE);
    String source = "org.quartz.dataSource." + DATA_SOURCE + ".";
    properties.setProperty(source + "provider", "hikaricp");
    properties.setProperty(source + "driver", "org.postgresql.Driver");
    properties.setProperty(
        source + "URL",
        database.url()
            + (database.url().contains("?") ? "&" : "?")
            + "currentSchema="
            + database.schema());
    properties.setProperty(source + "user", database.login().user());
    properties.setProperty(source + "password", database.login().password().get());
    properties.setProperty(source + "maxConnections", Integer.toString(THREADS + 3));
    return properties;
  }

  @Override
  public void close() throws SchedulerException {
    quartz.shutdown(true);
  }
}
