package dev.quartermaster.ops.node;

import dev.quartermaster.jobs.batch.Job;
import dev.quartermaster.jobs.builtin.BuiltInJobs;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.Work;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.quota.charge.ChargePolicy;
import java.util.Map;
import java.util.Optional;

/** The configuration that counts now; whoever asks each time has what was reloaded. */
final class InForce {

  private record Parts(
      Configuration configuration,
      Map<String, Schedule> run,
      Map<String, ? extends Job> jobs,
      ChargePolicy charging) {

    static Parts of(Configuration configuration) {
      return new Parts(
          configuration,
          Policies.run(configuration),
          BuiltInJobs.all(Policies.retention(configuration)),
          Policies.charging(configuration, false));
    }
  }

  private volatile Parts parts;

  InForce(Configuration configuration) {
    this.parts = Parts.of(configuration);
  }

  /** Puts another in force, all of it at once, but for what takes a restart. */
  void take(Configuration next) {
    parts = Parts.of(next.keeping(parts.configuration()));
  }

  Configuration configuration() {
    return parts.configuration();
  }

  /** The schedules that this version runs. */
  Map<String, Schedule> schedules() {
    return parts.run();
  }

  Optional<? extends Job> job(Schedule schedule) {
    return schedule.work() instanceof Work.BuiltIn work
        ? Optional.ofNullable(parts.jobs().get(work.job()))
        : Optional.empty();
  }

  ChargePolicy charging() {
    return parts.charging();
  }
}
