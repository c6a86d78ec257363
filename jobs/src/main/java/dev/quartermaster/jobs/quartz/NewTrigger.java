package dev.quartermaster.jobs.quartz;

import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.CatchUp;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;

/**
 * A schedule's job and trigger as they are stored anew, so that no planned time is lost: the first
 * one that is not on record fires, and if it has passed, at once.
 *
 * @param start the instant from which on its planned times fire
 */
@SuppressWarnings("JavaUtilDate") // Quartz speaks Date
record NewTrigger(Schedule schedule, Instant start) {

  /** What each job detail is like. */
  static final TriggerRow.Job JOB = TriggerRow.Job.of(job("any"));

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

  /** Quartz refuses to store a trigger that has no time to fire at. */
  boolean fires() {
    return !schedule.when().timetable().next(start.minusNanos(1)).equals(Instant.MAX);
  }

  /** As Quartz takes many at once. */
  Map.Entry<JobDetail, Set<? extends Trigger>> forQuartz() {
    JobDetail job = job(schedule.name());
    Trigger trigger =
        TriggerBuilder.newTrigger()
            .withIdentity(key(schedule.name()))
            .forJob(job)
            .startAt(Date.from(start))
            .withSchedule(
                new TimetableSchedule(
                    schedule.when().timetable(), Definition.misfireInstruction(schedule)))
            .build();
    return Map.entry(job, Set.of(trigger));
  }

  static TriggerKey key(String schedule) {
    return TriggerKey.triggerKey(schedule, Scheduler.GROUP);
  }

  private static JobDetail job(String schedule) {
    return JobBuilder.newJob(FiringJob.class)
        .withIdentity(schedule, Scheduler.GROUP)
        .storeDurably()
        // Of a node that died before it put the firing on record. Twice on record is once.
        .requestRecovery()
        .build();
  }
}
