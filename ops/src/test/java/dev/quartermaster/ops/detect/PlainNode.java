package dev.quartermaster.ops.detect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.quartz.CronScheduleBuilder;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/**
 * A node of Quartz as its documentation sets up a cluster, in a process of its own. A file in its
 * directory makes jobs misbehave; each that has worked says so on standard output.
 */
final class PlainNode {

  static final String FILLING = "filling";
  static final String HANGING = "hanging";
  static final String IDLING = "idling";

  private static final int THREADS = 10;
  private static final List<String> SCHEDULES =
      List.of("canary", "cpu-reset", "plan-changes", "report");

  private PlainNode() {}

  /** Made by Quartz. */
  public static final class Work implements Job {
    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      String name = context.getJobDetail().getKey().getName();
      if (name.equals("report") && isThere(HANGING)) {
        rest(600);
      }
      if (!isThere(IDLING)) {
        System.out.println("did " + name + " " + Instant.now());
      }
    }
  }

  /** As many of it as there are threads, a little before the others. Made by Quartz. */
  public static final class Filling implements Job {
    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      if (isThere(FILLING)) {
        rest(280);
      }
    }
  }

  private static boolean isThere(String file) {
    return Files.exists(Path.of(file));
  }

  private static void rest(int seconds) throws JobExecutionException {
    try {
      if (new CountDownLatch(1).await(seconds, TimeUnit.SECONDS)) {
        throw new JobExecutionException("nobody counts");
      }
    } catch (InterruptedException e) {
      throw new JobExecutionException(e);
    }
  }

  /** URL, user, file of the password. */
  public static void main(String[] arguments) throws Exception {
    Scheduler quartz = new StdSchedulerFactory(properties(arguments)).getScheduler();
    for (String name : SCHEDULES) {
      schedule(quartz, Work.class, name, "0 * * * * ?");
    }
    for (int i = 0; i < THREADS; i++) {
      schedule(quartz, Filling.class, "fill-" + i, "57 * * * * ?");
    }
    quartz.start();
  }

  private static void schedule(Scheduler quartz, Class<? extends Job> job, String name, String cron)
      throws SchedulerException {
    quartz.scheduleJob(
        JobBuilder.newJob(job).withIdentity(name).build(),
        TriggerBuilder.newTrigger()
            .withIdentity(name)
            .withSchedule(CronScheduleBuilder.cronSchedule(cron))
            .build());
  }

  private static Properties properties(String[] arguments) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "plain");
    properties.setProperty("org.quartz.scheduler.instanceId", "AUTO");
    properties.setProperty("org.quartz.threadPool.threadCount", Integer.toString(THREADS));
    String store = "org.quartz.impl.jdbcjobstore.";
    properties.setProperty("org.quartz.jobStore.class", store + "JobStoreTX");
    properties.setProperty("org.quartz.jobStore.driverDelegateClass", store + "PostgreSQLDelegate");
    properties.setProperty("org.quartz.jobStore.isClustered", "true");
    properties.setProperty("org.quartz.jobStore.dataSource", "plain");
    String source = "org.quartz.dataSource.plain.";
    properties.setProperty(source + "provider", "hikaricp");
    properties.setProperty(source + "driver", "org.postgresql.Driver");
    properties.setProperty(source + "URL", arguments[0] + "?currentSchema=" + OwnServer.SCHEMA);
    properties.setProperty(source + "user", arguments[1]);
    properties.setProperty(source + "password", Files.readString(Path.of(arguments[2])));
    properties.setProperty(source + "maxConnections", Integer.toString(THREADS + 3));
    return properties;
  }
}
