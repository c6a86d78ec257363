package dev.quartermaster.jobs.kind.example;

import dev.quartermaster.jobs.batch.Job;
import dev.quartermaster.jobs.kind.JobProvider;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;

/** Makes the job {@code purge-sessions} of its setting {@code unused-for}. */
public final class PurgeSessionsProvider implements JobProvider {

  @Override
  public String name() {
    return "purge-sessions";
  }

  @Override
  public Job create(Map<String, String> settings) {
    String unused = settings.getOrDefault("unused-for", "P30D");
    try {
      return new PurgeSessions(Duration.parse(unused));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "unused-for: '%s' is no duration; write one such as P30D".formatted(unused), e);
    }
  }
}
