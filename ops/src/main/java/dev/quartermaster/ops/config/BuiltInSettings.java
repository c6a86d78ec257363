package dev.quartermaster.ops.config;

import java.util.Map;
import java.util.Optional;

/** What each built-in job can be set to. */
final class BuiltInSettings {

  private BuiltInSettings() {}

  /** What is wrong with a job's settings, and the mend, to follow the schedule's name. */
  static Optional<String> problem(String job, Map<String, String> settings) {
    return settings.isEmpty()
        ? Optional.empty()
        : Optional.of("the job '%s' takes no settings; remove the key".formatted(job));
  }
}
