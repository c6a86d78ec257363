package dev.quartermaster.ops.node;

import dev.quartermaster.jobs.batch.Job;
import dev.quartermaster.jobs.builtin.BuiltInJobs;
import dev.quartermaster.jobs.kind.JobProviders;
import dev.quartermaster.jobs.kind.Jobs;
import dev.quartermaster.jobs.schedule.Schedule.Work.BuiltIn;
import dev.quartermaster.ops.config.Configuration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a configuration's schedules run on this machine. */
public final class NodeJobs {

  private static final String CERTIFICATES = "certificate-expiry";

  private NodeJobs() {}

  /** With the jobs that the user provides. */
  public static Jobs of(Configuration configuration, JobProviders providers) {
    BuiltInJobs builtIn = new BuiltInJobs(Policies.retention(configuration));
    return new Jobs(work -> create(builtIn, work, configuration), providers);
  }

  private static Optional<Job> create(
      BuiltInJobs builtIn, BuiltIn work, Configuration configuration) {
    return BuiltInJobs.names().contains(work.job())
        ? Optional.of(builtIn.create(work.job(), settings(work, configuration)))
        : Optional.empty();
  }

  /** The product's own certificate is watched without being named. */
  private static Map<String, String> settings(BuiltIn work, Configuration configuration) {
    Map<String, String> settings = new HashMap<>(work.settings());
    if (work.job().equals(CERTIFICATES)) {
      configuration
          .http()
          .tls()
          .ifPresent(tls -> settings.putIfAbsent("own-certificate", tls.certificate().toString()));
    }
    return settings;
  }
}
