package dev.quartermaster.ops.config;

import dev.quartermaster.jobs.schedule.BuiltInSchedules;
import java.time.Duration;
import java.util.Optional;

/** Rules between the keys of one schedule. */
final class CheckSchedule {

  private static final String BUILT_IN = "built-in";

  private CheckSchedule() {}

  static void check(Entry schedule, Findings findings) {
    schedule.find(ScheduleKeys.KIND).ifPresent(kind -> kind(schedule, kind, findings));
    ScheduleKeys.WHEN.check(schedule, findings);
    budget(schedule, findings);
  }

  private static void kind(Entry schedule, String kind, Findings findings) {
    String name = schedule.place().name();
    boolean isBuiltIn = Defaults.builtIn(name).isPresent();
    Origin at = schedule.originOf(ScheduleKeys.KIND).orElse(schedule.origin());
    if (isBuiltIn && !kind.equals(BUILT_IN)) {
      findings.problem(
          at,
          "schedule '%s' is built in and cannot be of kind '%s'; give yours another name"
              .formatted(name, kind));
    } else if (!isBuiltIn && kind.equals(BUILT_IN)) {
      findings.problem(
          at,
          "schedule '%s': no built-in schedule has this name%s"
              .formatted(name, Nearest.mend(name, BuiltInSchedules.all().keySet())));
    } else if (!isBuiltIn) {
      findings.warning(
          at,
          "schedule '%s' is of kind '%s': this version checks it but does not run it yet"
              .formatted(name, kind));
    }
  }

  private static void budget(Entry schedule, Findings findings) {
    Optional<Duration> budget = schedule.find(ScheduleKeys.TIME_BUDGET);
    Optional<Duration> runtime = schedule.find(ScheduleKeys.MAX_RUNTIME);
    if (budget.isEmpty() || runtime.isEmpty() || budget.get().compareTo(runtime.get()) <= 0) {
      return;
    }
    Key<Duration> given =
        schedule.isGiven(ScheduleKeys.TIME_BUDGET)
            ? ScheduleKeys.TIME_BUDGET
            : ScheduleKeys.MAX_RUNTIME;
    findings.problem(
        schedule.originOf(given).orElse(schedule.origin()),
        "%stime-budget %s is longer than max-runtime %s; a run would be stopped before it hands over"
            .formatted(
                schedule.place().subject(),
                Durations.show(budget.get()),
                Durations.show(runtime.get())));
  }
}
