package dev.quartermaster.jobs.kind;

import dev.quartermaster.jobs.batch.Job;
import java.util.Map;

/**
 * Makes a job of your own; found by {@link java.util.ServiceLoader}, on the class path or in a jar
 * of the directory {@code node.jobs}. It is public and has a public constructor without parameters.
 */
public interface JobProvider {

  /**
   * By which schedules name it: lower-case letters, digits and hyphens; no other provider has it.
   */
  String name();

  /**
   * Makes the job: once for all schedules of the same settings. The job is then used for each of
   * their runs, a {@link dev.quartermaster.jobs.batch.BatchedJob} by several threads at once.
   *
   * @param settings as the schedule has them
   * @throws IllegalArgumentException when they do not do, saying which and what would
   */
  Job create(Map<String, String> settings);
}
