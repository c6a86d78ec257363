package dev.quartermaster.jobs.quartz;

import java.time.Instant;
import java.util.Optional;
import org.quartz.JobDetail;

/**
 * What Quartz's tables hold of one schedule.
 *
 * @param name of the schedule, which its job and its trigger bear
 */
record TriggerRow(String name, Optional<Job> job, Optional<Trigger> trigger, Firing firing) {

  /** Its job detail. */
  record Job(String className, boolean isDurable, boolean recovers) {
    static Job of(JobDetail job) {
      return new Job(job.getJobClass().getName(), job.isDurable(), job.requestsRecovery());
    }
  }

  /** Its trigger. */
  record Trigger(String state, Definition definition, Times times) {}

  /**
   * When a trigger fires next, and between which times it may.
   *
   * @param start before which it does not fire
   */
  record Times(Optional<Instant> next, Instant start, Optional<Instant> end) {}

  /** Whether an instance that is alive has it in hand. */
  enum Firing {
    /** None has. */
    NO,
    /** One has picked it up and waits for its time. */
    PICKED,
    /** It is executed at this moment. */
    RUNNING
  }
}
