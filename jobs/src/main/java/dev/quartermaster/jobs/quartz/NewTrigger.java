package dev.quartermaster.jobs.quartz;

import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.CatchUp;
import java.time.Instant;
import java.util.Date;
import java.util.Objects;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;

/**
 * A schedule's job and trigger as they are stored anew, so that no planned time is lost: the first
 * one that is not on record fires, and if it has passed, at once.
 *
 * @param start the instant from which on its planned times fire
 */
@SuppressWarnings("JavaUtilDate") // Quartz speaks Date
record NewTrigger(Schedule schedule, Instant start) {

  /** What each job detail is like. */
  static final TriggerRow.Job JOB = TriggerRow.Job.of(job());

  /**
   * A trigger for what is not accounted for.
   *
   * @param accountedFor until when planned times are on record
   */
  static NewTrigger of(Schedule schedule, Instant accountedFor, Instant now) {
    return new NewTrigger(
        schedule,
        // Quartz keeps milliseconds.
        schedule.when().catchUp() == CatchUp.SKIP ? now : accountedFor.plusMillis(1));
  }

  /** Quartz has no place for a trigger that has no time to fire at. */
  boolean fires() {
    return !schedule.when().timetable().next(start.minusNanos(1)).equals(Instant.MAX);
  }

  /** When it is to fire first, as Quartz's tables keep it. */
  long firstMillis() {
    TimetableTrigger trigger = new TimetableTrigger(schedule.when().timetable());
    trigger.setMisfireInstruction(Definition.misfireInstruction(schedule));
    trigger.setStartTime(Date.from(start));
    return Objects.requireNonNull(trigger.computeFirstFireTime(null)).getTime();
  }

  private static JobDetail job() {
    return JobBuilder.newJob(FiringJob.class)
        .withIdentity("any", Scheduler.GROUP)
        .storeDurably()
        // Of a node that died before it put the firing on record. Twice on record is once.
        .requestRecovery()
        .build();
  }
}
