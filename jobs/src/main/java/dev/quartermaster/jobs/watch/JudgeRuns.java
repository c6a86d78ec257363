package dev.quartermaster.jobs.watch;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.alert.Details;
import dev.quartermaster.alerts.alert.Sign;
import dev.quartermaster.alerts.alert.Spans;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.Overlap;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Judges whether runs get on, end in time, and succeed. Pure. */
record JudgeRuns(Instant now) {

  /** The nodes look each second and stop what is over its time: they come first. */
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(5);

  private static final int SHOWN = 500;

  /**
   * Those of a schedule that go on, oldest first and one at least.
   *
   * @param cut whether they are done in batches, so that progress is seen
   */
  List<Condition> open(Schedule schedule, List<OpenRun> runs, boolean cut) {
    OpenRun oldest = runs.get(0);
    OpenRun stillest = runs.stream().min(Comparator.comparing(OpenRun::progress)).orElseThrow();
    return Stream.of(
            tooLong(schedule, oldest),
            cut ? withoutProgress(schedule, stillest) : Optional.<Condition>empty(),
            overlap(schedule, runs))
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Condition> tooLong(Schedule schedule, OpenRun run) {
    Duration taken = Duration.between(run.since(), now);
    Duration most = schedule.limits().maxRuntime();
    if (taken.compareTo(most) > 0) {
      Sign sign = Sign.critical("RunNotFinished", run.since().plus(most)).holding(STOPPED_WITHIN);
      return Optional.of(tooLong(schedule, run, most).of(sign, schedule));
    }
    Duration expected = schedule.limits().finishWithin();
    return taken.compareTo(expected) > 0
        ? Optional.of(
            tooLong(schedule, run, expected)
                .of(Sign.warning("RunSlow", run.since().plus(expected)), schedule))
        : Optional.empty();
  }

  private Told tooLong(Schedule schedule, OpenRun run, Duration limit) {
    Duration taken = Duration.between(run.since(), now);
    return new Told(
        "run %d of %s has gone on for %s, it should take %s at most"
            .formatted(run.id(), schedule.name(), Spans.words(taken), Spans.words(limit)),
        about(run).with("gone on for", taken).with("limit", limit));
  }

  private Optional<Condition> withoutProgress(Schedule schedule, OpenRun run) {
    Duration still = Duration.between(run.progress(), now);
    Duration most = schedule.limits().progressWithin();
    if (still.compareTo(most) <= 0) {
      return Optional.empty();
    }
    String where =
        run.inHand()
            .map(
                hand ->
                    "%s has had batch %d in hand for %s"
                        .formatted(
                            hand.node(),
                            hand.batch(),
                            Spans.words(Duration.between(hand.since(), now))))
            .orElse("no node has a batch of it in hand");
    return Optional.of(
        new Told(
                "run %d of %s has done nothing for %s: %s"
                    .formatted(run.id(), schedule.name(), Spans.words(still), where),
                about(run).with("nothing done for", still).with("limit", most))
            .of(Sign.critical("RunWithoutProgress", run.progress().plus(most)), schedule));
  }

  private static Details about(OpenRun run) {
    return Details.NONE
        .with("run", String.valueOf(run.id()))
        .with("planned", run.planned().at())
        .with("began", run.since())
        .with("fired by", run.planned().firedBy())
        .with("last batch done", run.lastBatch().map(Instant::toString).orElse("none"))
        .with(
            "in hand",
            run.inHand()
                .map(
                    hand ->
                        "batch %d, attempt %d, on %s since %s"
                            .formatted(hand.batch(), hand.attempt(), hand.node(), hand.since()))
                .orElse("nothing"))
        .with("pace", run.pace());
  }

  /** What catches up goes beside what is due now. */
  private Optional<Condition> overlap(Schedule schedule, List<OpenRun> runs) {
    if (schedule.when().overlap() == Overlap.ALLOW) {
      return Optional.empty();
    }
    return runs.stream()
        .collect(Collectors.groupingBy(run -> run.planned().catchesUp()))
        .values()
        .stream()
        .filter(lane -> lane.size() > 1)
        .findFirst()
        .map(lane -> overlaps(schedule, lane));
  }

  private static Condition overlaps(Schedule schedule, List<OpenRun> runs) {
    Details details = Details.NONE;
    for (OpenRun run : runs) {
      details =
          details.with(
              "run " + run.id(), "for %s, since %s".formatted(run.planned().at(), run.since()));
    }
    return new Told(
            "%d runs of %s go on at once, its overlap is %s"
                .formatted(
                    runs.size(),
                    schedule.name(),
                    schedule.when().overlap() == Overlap.FORBID ? "forbid" : "queue"),
            details)
        .of(Sign.warning("RunsOverlap", runs.get(1).since()), schedule);
  }

  Optional<Condition> failed(Schedule schedule, FailedRuns failed) {
    if (failed.inARow() < schedule.limits().alertAfterFailures()) {
      return Optional.empty();
    }
    String error = failed.error().map(JudgeRuns::cut).orElse("no error is on record");
    String runs =
        failed.inARow() == 1
            ? "the last run of %s failed".formatted(schedule.name())
            : "the last %,d runs of %s failed".formatted(failed.inARow(), schedule.name());
    return Optional.of(
        new Told(
                runs + ": " + error.lines().findFirst().orElse(""),
                Details.NONE
                    .with("failed in a row", failed.inARow())
                    .with("since", failed.since())
                    .with("newest run", String.valueOf(failed.newest().run()))
                    .with("planned", failed.newest().planned())
                    .with("failed at", failed.newest().finished())
                    .with("error", error))
            .of(Sign.critical("RunsFailing", failed.since()), schedule));
  }

  private static String cut(String error) {
    return error.length() <= SHOWN ? error : error.substring(0, SHOWN) + "…";
  }
}
