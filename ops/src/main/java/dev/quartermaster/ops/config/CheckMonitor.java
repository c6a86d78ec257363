package dev.quartermaster.ops.config;

import dev.quartermaster.alerts.monitor.Expect;
import dev.quartermaster.alerts.monitor.Monitor.Plan;
import dev.quartermaster.alerts.timetable.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** Rules between the keys of one monitor. */
final class CheckMonitor {

  private CheckMonitor() {}

  static void check(Entry monitor, Findings findings) {
    PagingKeys.MONITOR_WHEN.check(monitor, findings);
    planned(monitor)
        .filter(planned -> isNever(monitor, planned))
        .ifPresent(never(monitor, findings));
  }

  private static Optional<Timetable> planned(Entry monitor) {
    try {
      return PagingKeys.MONITOR_WHEN.read(monitor);
    } catch (IllegalArgumentException e) {
      // The keys' own check has reported it.
      return Optional.empty();
    }
  }

  /** A monitor that expects nothing would never tell anybody anything. */
  private static boolean isNever(Entry monitor, Timetable planned) {
    Plan plan =
        new Plan(
            planned,
            CalendarKeys.maintenance(
                monitor, PagingKeys.MONITOR_MAINTENANCE, PagingKeys.MONITOR_WHEN.zone()),
            Duration.ZERO,
            Duration.ZERO);
    return plan.maintenance().isPresent()
        && !planned.next(Instant.EPOCH).equals(Instant.MAX)
        && Expect.next(plan, Instant.EPOCH).equals(Instant.MAX);
  }

  private static Consumer<Timetable> never(Entry monitor, Findings findings) {
    return planned ->
        findings.problem(
            monitor.originOf(PagingKeys.MONITOR_MAINTENANCE).orElse(monitor.origin()),
            "%severy expected time of '%s' falls into maintenance, so that nothing is ever expected; leave a time outside of it"
                .formatted(monitor.place().subject(), planned.text()));
  }
}
