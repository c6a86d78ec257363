package dev.quartermaster.ops.config;

import dev.quartermaster.jobs.batch.Job;
import dev.quartermaster.jobs.builtin.BuiltInJobs;
import dev.quartermaster.quota.usage.Retention;
import java.util.Map;
import java.util.Optional;

/** What each built-in job can be set to: its own maker knows. */
final class BuiltInSettings {

  private static final BuiltInJobs JOBS = new BuiltInJobs(Retention.DEFAULT);

  private BuiltInSettings() {}

  /** What is wrong with a job's settings, and the mend, to follow the schedule's name. */
  static Optional<String> problem(String job, Map<String, String> settings) {
    try {
      Job unused = JOBS.create(job, settings);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
