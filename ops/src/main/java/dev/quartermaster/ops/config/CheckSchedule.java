package dev.quartermaster.ops.config;

import dev.quartermaster.alerts.timetable.Blackout;
import dev.quartermaster.alerts.timetable.Except;
import dev.quartermaster.alerts.timetable.Timetable;
import dev.quartermaster.jobs.schedule.BuiltInSchedules;
import dev.quartermaster.jobs.schedule.Schedule.Bounds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Rules between the keys of one schedule. */
final class CheckSchedule {

  private static final String BUILT_IN = "built-in";

  private final Entry schedule;
  private final Findings findings;

  private CheckSchedule(Entry schedule, Findings findings) {
    this.schedule = schedule;
    this.findings = findings;
  }

  static void check(Entry schedule, Findings findings) {
    CheckSchedule checks = new CheckSchedule(schedule, findings);
    schedule.find(ScheduleKeys.KIND).ifPresent(checks::kind);
    ScheduleKeys.WHEN.check(schedule, findings);
    checks.calendars();
    checks.budget();
    checks.bounds();
    CheckWork.check(schedule, findings);
  }

  private void kind(String kind) {
    String name = schedule.place().name();
    boolean isBuiltIn = Defaults.builtIn(name).isPresent();
    if (isBuiltIn && !kind.equals(BUILT_IN)) {
      problem(
          ScheduleKeys.KIND,
          "schedule '%s' is built in and cannot be of kind '%s'; give yours another name"
              .formatted(name, kind));
    } else if (!isBuiltIn && kind.equals(BUILT_IN)) {
      problem(
          ScheduleKeys.KIND,
          "schedule '%s': no built-in schedule has this name%s"
              .formatted(name, Nearest.mend(name, BuiltInSchedules.all().keySet())));
    }
  }

  private void calendars() {
    List<String> known =
        schedule.settings().in(Section.CALENDARS).stream().map(c -> c.place().name()).toList();
    List<String> named = schedule.find(ScheduleKeys.EXCEPT).orElse(List.of());
    named.stream()
        .filter(calendar -> !known.contains(calendar))
        .forEach(
            calendar ->
                problem(
                    ScheduleKeys.EXCEPT,
                    "%sno calendar is named '%s'%s"
                        .formatted(
                            schedule.place().subject(),
                            calendar,
                            known.isEmpty()
                                ? "; declare it under calendars"
                                : Nearest.mend(calendar, known))));
    List<Blackout> calendars = CalendarKeys.named(schedule.settings(), named);
    if (!calendars.isEmpty()) {
      planned().filter(p -> isNever(p, calendars)).ifPresent(p -> never(p, named));
    }
  }

  private Optional<Timetable> planned() {
    try {
      return ScheduleKeys.WHEN.read(schedule);
    } catch (IllegalArgumentException e) {
      // The keys' own check has reported it.
      return Optional.empty();
    }
  }

  private static boolean isNever(Timetable planned, List<Blackout> calendars) {
    return !planned.next(Instant.EPOCH).equals(Instant.MAX)
        && new Except(planned, calendars).next(Instant.EPOCH).equals(Instant.MAX);
  }

  private void never(Timetable planned, List<String> calendars) {
    problem(
        ScheduleKeys.EXCEPT,
        "%severy planned time of '%s' falls into %s, so that it never fires; move either"
            .formatted(schedule.place().subject(), planned.text(), String.join(" or ", calendars)));
  }

  private void budget() {
    Optional<Duration> budget = schedule.find(ScheduleKeys.TIME_BUDGET);
    Optional<Duration> runtime = schedule.find(ScheduleKeys.MAX_RUNTIME);
    if (budget.isEmpty() || runtime.isEmpty() || budget.get().compareTo(runtime.get()) <= 0) {
      return;
    }
    problem(
        given(ScheduleKeys.TIME_BUDGET, ScheduleKeys.MAX_RUNTIME),
        "%stime-budget %s is longer than max-runtime %s; a run would be stopped before it hands over"
            .formatted(
                schedule.place().subject(),
                Durations.show(budget.get()),
                Durations.show(runtime.get())));
  }

  private void bounds() {
    Optional<Integer> size = schedule.find(ScheduleKeys.BATCH_SIZE);
    Bounds bounds = AssembleSchedule.bounds(schedule);
    if (size.filter(s -> bounds.least() > s).isPresent()) {
      problem(
          given(ScheduleKeys.MIN_BATCH_SIZE, ScheduleKeys.BATCH_SIZE),
          "%smin-batch-size %d is more than batch-size %d; it is where a batch begins"
              .formatted(schedule.place().subject(), bounds.least(), size.get()));
    }
    if (size.filter(s -> bounds.most() < s).isPresent()) {
      problem(
          given(ScheduleKeys.MAX_BATCH_SIZE, ScheduleKeys.BATCH_SIZE),
          "%smax-batch-size %d is less than batch-size %d; it is where a batch begins"
              .formatted(schedule.place().subject(), bounds.most(), size.get()));
    }
  }

  private Key<?> given(Key<?> first, Key<?> otherwise) {
    return schedule.isGiven(first) ? first : otherwise;
  }

  private void problem(Key<?> key, String message) {
    findings.problem(schedule.originOf(key).orElse(schedule.origin()), message);
  }
}
