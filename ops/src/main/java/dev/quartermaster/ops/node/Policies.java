package dev.quartermaster.ops.node;

import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.Work;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.quota.charge.ChargePolicy;
import dev.quartermaster.quota.usage.Retention;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The configuration as the modules below want it. */
public final class Policies {

  private Policies() {}

  /** The schedules that this version runs: firing others would leave runs that nobody works on. */
  public static Map<String, Schedule> run(Configuration configuration) {
    Map<String, Schedule> run = new LinkedHashMap<>(configuration.schedules());
    run.values().removeIf(schedule -> !(schedule.work() instanceof Work.BuiltIn));
    return Collections.unmodifiableMap(run);
  }

  /** How long usage is kept. */
  public static Retention retention(Configuration configuration) {
    Configuration.Keep keep = configuration.quota().keep();
    return new Retention(configuration.quota().lateRecords(), keep.records(), keep.history());
  }

  /** Which usage is taken and what of it is charged. */
  public static ChargePolicy charging(Configuration configuration, boolean anyAge) {
    return new ChargePolicy(
        Set.copyOf(configuration.quota().chargedSources()),
        configuration.quota().lateRecords(),
        anyAge,
        configuration.quota().warnAt());
  }
}
