package dev.quartermaster.jobs.quartz;

import java.time.Instant;
import java.util.function.BiConsumer;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;

/**
 * What Quartz executes: hands the planned time on, and returns. Made by {@link Scheduler}'s
 * factory.
 */
@SuppressWarnings("JavaUtilDate") // Quartz speaks Date
final class FiringJob implements Job {

  private final BiConsumer<String, Instant> firing;

  FiringJob(BiConsumer<String, Instant> firing) {
    this.firing = firing;
  }

  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    try {
      firing.accept(
          context.getJobDetail().getKey().getName(), context.getScheduledFireTime().toInstant());
    } catch (RuntimeException e) {
      throw new JobExecutionException("could not put the firing on record", e);
    }
  }
}
