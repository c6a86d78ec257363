package dev.quartermaster.ops.cli;

import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.jobs.batch.Guarantee;
import dev.quartermaster.jobs.batch.Job;
import dev.quartermaster.jobs.builtin.BuiltInJobs;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.Work;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.node.Policies;
import java.util.Optional;

/** The jobs that a command can lend a hand to, or ask what they stand for. */
final class KnownJobs {

  private KnownJobs() {}

  /** What a schedule runs; empty when this process cannot. */
  static Optional<Job> find(Schedule schedule, Configuration configuration) {
    return schedule.work() instanceof Work.BuiltIn work && BuiltInJobs.names().contains(work.job())
        ? Optional.of(
            new BuiltInJobs(Policies.retention(configuration)).create(work.job(), work.settings()))
        : Optional.empty();
  }

  /** The outcome that a schedule's job stands for; one that is disabled may lack its settings. */
  static Optional<Guarantee> guarantee(Schedule schedule, Configuration configuration) {
    return Optional.of(schedule)
        .filter(Schedule::enabled)
        .flatMap(enabled -> find(enabled, configuration))
        .flatMap(job -> job instanceof BatchedJob batched ? batched.guarantee() : Optional.empty());
  }
}
