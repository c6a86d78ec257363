package dev.quartermaster.jobs.watch;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.alert.Details;
import dev.quartermaster.alerts.alert.Sign;
import dev.quartermaster.alerts.alert.Spans;
import dev.quartermaster.alerts.monitor.Punctuality.Late;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Judges whether schedules fire, and on time. Pure. */
record JudgeSchedules(Diagnosis why) {

  /** More schedules than this that do not fire have one cause, and are one incident. */
  static final int SEVERAL = 5;

  /** Of many, so many are named. */
  private static final int NAMED = 20;

  List<Condition> judge(List<Fares> all) {
    List<Fares> late = all.stream().filter(fares -> fares.late().isPresent()).toList();
    List<Condition> wrong = new ArrayList<>();
    if (late.size() > SEVERAL) {
      wrong.add(several(late, all.size()));
    }
    late.forEach(fares -> wrong.add(notFiring(fares, fares.late().orElseThrow())));
    all.stream()
        .filter(fares -> fares.late().isEmpty())
        .forEach(fares -> firedLate(fares).ifPresent(wrong::add));
    return wrong;
  }

  private Condition notFiring(Fares fares, Late late) {
    Schedule schedule = fares.schedule();
    String missed = late.missed() + (late.orMore() ? " or more" : "");
    return new Told(
            "%s has not fired: its planned time %s has passed by %s, %s missed"
                .formatted(
                    schedule.name(),
                    late.planned().truncatedTo(ChronoUnit.SECONDS),
                    Spans.words(late.by()),
                    missed),
            Details.NONE
                .with("planned", late.planned())
                .with("late by", late.by())
                .with("missed", missed)
                .with("may start within", schedule.limits().startWithin())
                .with("last fired", fares.lastFired().map(JudgeSchedules::words).orElse("never"))
                .with("next planned", next(schedule, late))
                .and(why.of(schedule.name())))
        .of(Sign.critical("ScheduleNotFiring", late.planned()), schedule);
  }

  private static String next(Schedule schedule, Late late) {
    Instant next = schedule.when().timetable().next(late.planned().plus(late.by()));
    return next.equals(Instant.MAX) ? "never" : words(next);
  }

  private Condition several(List<Fares> late, int of) {
    Instant since =
        late.stream()
            .flatMap(fares -> fares.late().stream())
            .map(Late::planned)
            .min(Instant::compareTo)
            .orElseThrow();
    String names =
        late.stream()
            .limit(NAMED)
            .map(fares -> fares.schedule().name())
            .collect(Collectors.joining(", "));
    return new Told(
            "%,d of %,d schedules have not fired; %s".formatted(late.size(), of, why.nodes()),
            Details.NONE
                .with(
                    "schedules",
                    late.size() > NAMED
                        ? "%s and %,d more".formatted(names, late.size() - NAMED)
                        : names)
                .with("since", since)
                .and(why.ofAll()))
        .ofCluster(Sign.critical("SchedulesNotFiring", since));
  }

  private static Optional<Condition> firedLate(Fares fares) {
    Duration within = fares.schedule().limits().startWithin();
    return fares
        .start()
        .filter(start -> start.late().compareTo(within) > 0)
        .map(start -> firedLate(fares.schedule(), start));
  }

  private static Condition firedLate(Schedule schedule, Fares.Start start) {
    return new Told(
            "%s fired %s late for %s"
                .formatted(
                    schedule.name(),
                    Spans.words(start.late()),
                    start.planned().truncatedTo(ChronoUnit.SECONDS)),
            Details.NONE
                .with("planned", start.planned())
                .with("fired", start.firedAt())
                .with("late by", start.late())
                .with("may start within", schedule.limits().startWithin())
                .with("stands also for missed times", start.misses())
                .with("node", start.node()))
        .of(Sign.warning("ScheduleFiredLate", start.firedAt()), schedule);
  }

  private static String words(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
