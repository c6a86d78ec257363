package dev.quartermaster.ops.node;

import dev.quartermaster.jobs.batch.Job;
import dev.quartermaster.jobs.kind.Jobs;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.quota.charge.ChargePolicy;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The configuration that counts now; whoever asks each time has what was reloaded. */
final class InForce {

  private record Parts(Configuration configuration, Jobs jobs, ChargePolicy charging) {}

  private final Function<Configuration, Jobs> jobs;
  private volatile Parts parts;

  /**
   * Begins with one.
   *
   * @param jobs what a configuration's schedules run here
   */
  InForce(Configuration configuration, Function<Configuration, Jobs> jobs) {
    this.jobs = jobs;
    this.parts = parts(configuration, jobs);
  }

  private static Parts parts(Configuration configuration, Function<Configuration, Jobs> jobs) {
    return new Parts(
        configuration, jobs.apply(configuration), Policies.charging(configuration, false));
  }

  /** Puts another in force, all of it at once, but for what takes a restart. */
  void take(Configuration next) {
    parts = parts(next.keeping(parts.configuration()), jobs);
  }

  Configuration configuration() {
    return parts.configuration();
  }

  Map<String, Schedule> schedules() {
    return parts.configuration().schedules();
  }

  Optional<? extends Job> job(Schedule schedule) {
    return parts.jobs().of(schedule);
  }

  ChargePolicy charging() {
    return parts.charging();
  }
}
