package dev.quartermaster.jobs.watch;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.alert.Details;
import dev.quartermaster.alerts.alert.Sign;
import dev.quartermaster.alerts.alert.Spans;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Judges whether runs that were fired are begun: a node takes a first batch at once, unless all its
 * hands are full. To whom the work matters that is as late as one that did not fire. Pure.
 */
record JudgeBeginnings(Instant now) {

  private static final int NAMED = 20;

  private record Waits(Schedule schedule, OpenRun run, Duration length) {
    Instant since() {
      return run.since().plus(schedule.limits().startWithin());
    }
  }

  /** More schedules than a few have one cause, and are one incident. */
  List<Condition> judge(Map<Schedule, List<OpenRun>> runs) {
    List<Waits> late =
        runs.entrySet().stream()
            .flatMap(
                open ->
                    open.getValue().stream()
                        .filter(run -> !run.hasBegun())
                        .map(run -> waits(open.getKey(), run))
                        .filter(JudgeBeginnings::isLate)
                        .limit(1))
            .sorted(Comparator.comparing(waits -> waits.schedule().name()))
            .toList();
    return late.size() > JudgeSchedules.SEVERAL
        ? List.of(several(late))
        : late.stream().map(JudgeBeginnings::one).toList();
  }

  private Waits waits(Schedule schedule, OpenRun run) {
    return new Waits(schedule, run, Duration.between(run.since(), now));
  }

  private static boolean isLate(Waits waits) {
    return waits.length().compareTo(waits.schedule().limits().startWithin()) > 0;
  }

  private static Condition one(Waits waits) {
    OpenRun run = waits.run();
    return new Told(
            "run %d of %s was fired %s ago, and no node has begun it"
                .formatted(run.id(), waits.schedule().name(), Spans.words(waits.length())),
            Details.NONE
                .with("run", String.valueOf(run.id()))
                .with("planned", run.planned().at())
                .with("fired by", run.planned().firedBy())
                .with("waits for", waits.length())
                .with("may start within", waits.schedule().limits().startWithin())
                .with("see", "schedules list: what runs has the workers"))
        .of(Sign.critical("RunNotBegun", waits.since()), waits.schedule());
  }

  private static Condition several(List<Waits> late) {
    String names =
        late.stream()
            .limit(NAMED)
            .map(waits -> waits.schedule().name())
            .collect(Collectors.joining(", "));
    Waits longest = late.stream().max(Comparator.comparing(Waits::length)).orElseThrow();
    return new Told(
            "runs of %,d schedules were fired and no node has begun them, for up to %s"
                .formatted(late.size(), Spans.words(longest.length())),
            Details.NONE
                .with(
                    "schedules",
                    late.size() > NAMED
                        ? "%s and %,d more".formatted(names, late.size() - NAMED)
                        : names)
                .with("mend", "raise node.workers, or add a node"))
        .ofCluster(Sign.critical("RunsNotBegun", longest.since()));
  }
}
