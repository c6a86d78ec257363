package dev.quartermaster.jobs.quartz;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;

/**
 * What Quartz executes where {@link FiringStore} does not fire by itself: hands the planned time
 * on, and returns. Made by {@link dev.quartermaster.jobs.quartz.Scheduler}'s factory.
 */
@SuppressWarnings("JavaUtilDate") // Quartz speaks Date
final class FiringJob implements Job {

  /** Quartz counts it as fired either way: a nightly schedule has no other chance for a day. */
  private static final RetryPolicy<Object> THROUGH_A_FAILOVER =
      RetryPolicy.builder()
          .withBackoff(Duration.ofMillis(200), Duration.ofSeconds(5))
          .withMaxRetries(-1)
          .withMaxDuration(Duration.ofSeconds(30))
          .build();

  private final Firings firings;

  FiringJob(Firings firings) {
    this.firings = firings;
  }

  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    try {
      String schedule = context.getJobDetail().getKey().getName();
      Instant planned = plannedFor(context);
      Failsafe.with(THROUGH_A_FAILOVER).run(() -> record(new PlannedTime(schedule, planned)));
    } catch (RuntimeException | SchedulerException e) {
      throw new JobExecutionException("could not put the firing on record", e);
    }
  }

  private void record(PlannedTime planned) {
    String refused = firings.record(List.of(planned)).get(planned.schedule());
    if (refused != null) {
      throw new IllegalStateException(refused);
    }
  }

  private static Instant plannedFor(JobExecutionContext context) throws SchedulerException {
    boolean recovering = context.isRecovering();
    Instant scheduled = recovering ? lost(context) : context.getScheduledFireTime().toInstant();
    Trigger trigger =
        recovering
            ? context.getScheduler().getTrigger(context.getRecoveringTriggerKey())
            : context.getTrigger();
    return trigger instanceof TimetableTrigger own ? own.plannedFor(scheduled) : scheduled;
  }

  /** When the firing was scheduled that a dead node did not get to put on record. */
  private static Instant lost(JobExecutionContext context) {
    return Instant.ofEpochMilli(
        context
            .getMergedJobDataMap()
            .getLongValue(
                Scheduler.FAILED_JOB_ORIGINAL_TRIGGER_SCHEDULED_FIRETIME_IN_MILLISECONDS));
  }
}
