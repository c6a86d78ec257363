package dev.quartermaster.ops.cli;

import dev.quartermaster.jobs.batch.Guarantee;
import dev.quartermaster.jobs.batch.Job;
import dev.quartermaster.jobs.kind.JobProviders;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.node.NodeJobs;
import java.util.Optional;

/** The jobs that a command can lend a hand to, or ask what they stand for. */
final class KnownJobs implements AutoCloseable {

  private final Configuration configuration;
  private final JobProviders providers;

  KnownJobs(Configuration configuration) {
    this.configuration = configuration;
    this.providers = JobProviders.load(configuration.node().jobs());
  }

  /**
   * What a schedule runs.
   *
   * @throws BadInput when there is no such job here
   */
  Job of(Schedule schedule) {
    return NodeJobs.of(configuration, providers)
        .of(schedule)
        .orElseThrow(
            () ->
                new BadInput(
                    "schedule '%s' runs a job that is not here: %s"
                        .formatted(schedule.name(), missing())));
  }

  private String missing() {
    return providers.problems().isEmpty()
        ? "put its jar into the directory that node.jobs names"
        : String.join("; ", providers.problems());
  }

  /** The outcome that a schedule's job stands for; one that is disabled may lack its settings. */
  Optional<Guarantee> guarantee(Schedule schedule) {
    return Optional.of(schedule)
        .filter(Schedule::enabled)
        .flatMap(enabled -> NodeJobs.of(configuration, providers).of(enabled))
        .flatMap(Job::guarantee);
  }

  @Override
  public void close() {
    providers.close();
  }
}
