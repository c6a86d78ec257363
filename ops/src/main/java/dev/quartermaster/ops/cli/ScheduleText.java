package dev.quartermaster.ops.cli;

import dev.quartermaster.jobs.pace.Arrivals;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.Backfill;
import dev.quartermaster.jobs.schedule.Schedule.Batching;
import dev.quartermaster.jobs.schedule.Schedule.Limits;
import dev.quartermaster.jobs.schedule.Schedule.Work.Command;
import dev.quartermaster.jobs.schedule.Schedule.Work.Http;
import java.io.PrintStream;
import java.time.Instant;
import org.apache.commons.text.WordUtils;

/** A schedule as people read it: a name and a sentence a line. */
final class ScheduleText {

  private static final int MARGIN = 14;

  private final PrintStream out;

  private ScheduleText(PrintStream out) {
    this.out = out;
  }

  static void print(PrintStream out, Schedule schedule, ScheduleDetail detail, Instant now) {
    ScheduleText text = new ScheduleText(out);
    text.about(schedule);
    text.rules(schedule);
    text.stands(detail, now);
  }

  /** A word that is longer than a line stays whole: an address is there to be copied. */
  private void line(String name, String says) {
    if (says.isBlank()) {
      return;
    }
    String margin = " ".repeat(MARGIN);
    String wrapped = WordUtils.wrap(says, Table.WIDTH - MARGIN, "\n" + margin, false);
    out.println((name + " ".repeat(Math.max(1, MARGIN - name.length())) + wrapped).stripTrailing());
  }

  private void about(Schedule schedule) {
    line("name", schedule.name());
    line("description", schedule.about().description());
    line("owner", schedule.about().owner());
    line("tags", String.join(", ", schedule.about().tags()));
    line("runbook", schedule.about().runbook());
    line("kind", schedule.work().kind() + (schedule.enabled() ? "" : ", disabled"));
  }

  private void rules(Schedule schedule) {
    Schedule.When when = schedule.when();
    line("when", When.timetable(when.timetable().toString()));
    line("catch-up", catchUp(when));
    line(
        "overlap",
        switch (when.overlap()) {
          case FORBID -> "forbid: a time that comes while a run goes on is skipped";
          case QUEUE -> "queue: one run waits for the one that goes on";
          case ALLOW -> "allow: runs go on beside each other";
        });
    line(
        "jitter",
        when.jitter().isZero()
            ? "none"
            : "each start is put off by up to " + When.span(when.jitter()));
    line(
        "retries",
        when.retries() == 0
            ? "none: a run that fails is not tried again"
            : "a run that fails is tried again, %s at most"
                .formatted(Count.of(when.retries(), "time")));
    boolean isOnePiece = schedule.work() instanceof Http || schedule.work() instanceof Command;
    if (!isOnePiece) {
      batches(schedule.batching());
    }
    Limits limits = schedule.limits();
    line(
        "held to",
        "start within %s, finish within %s, progress within %s, backlog no older than %s; stopped after %s"
            .formatted(
                When.span(limits.startWithin()),
                When.span(limits.finishWithin()),
                When.span(limits.progressWithin()),
                When.span(limits.maxBacklogAge()),
                When.span(limits.maxRuntime())));
    limits.maintenance().ifPresent(windows -> line("maintenance", MonitorText.windows(windows)));
  }

  private void batches(Batching batching) {
    line(
        "batches",
        "of %s at first, %,d to %,d; %s a node; %s a run"
            .formatted(
                Count.of(batching.size(), "item"),
                batching.bounds().least(),
                batching.bounds().most(),
                Count.of(batching.workers(), "worker"),
                When.span(batching.timeBudget())));
  }

  private static String newest(RunView view, Instant now) {
    String took = view.took().map(span -> " after " + RunTable.seconds(span)).orElse("");
    return "%d%s, %s: %s%s"
        .formatted(
            view.run().id(),
            view.run().forced() ? " by hand" : "",
            When.at(view.startedAt().orElse(view.run().firedAt()), now),
            view.state(),
            took);
  }

  private static String catchUp(Schedule.When when) {
    Backfill how = when.backfill();
    return switch (when.catchUp()) {
      case COALESCE -> "coalesce: one run stands for all times that were missed";
      case SKIP -> "skip: times that were missed are let go";
      case BACKFILL ->
          "backfill: each missed time runs, %s first, %s apart; %,d at most, none older than %s"
              .formatted(
                  how.newestFirst() ? "newest" : "oldest",
                  When.span(how.every()),
                  how.limit(),
                  When.span(how.window()));
    };
  }

  private void stands(ScheduleDetail detail, Instant now) {
    line("state", detail.status().state());
    line(
        "fires",
        "%s; last %s"
            .formatted(
                detail.status().nextFireAt().map(at -> When.at(at, now)).orElse("not"),
                detail
                    .status()
                    .lastFiredAt()
                    .map(at -> When.at(at, now))
                    .orElse("never by itself yet")));
    detail.newest().ifPresent(run -> line("last run", newest(run, now)));
    detail.pause().ifPresent(pause -> line("paused", SchedulesPauseCommand.since(pause, now)));
    detail.status().load().pace().ifPresent(pace -> line("pace", pace));
    detail.promise().ifPresent(promise -> line("guarantee", promise.words()));
    detail.status().load().arrivals().map(Arrivals::says).ifPresent(says -> line("backlog", says));
    if (detail.status().load().setAside() > 0) {
      line(
          "set aside",
          "%s; see 'quarantine list --schedule %s'"
              .formatted(
                  Count.of(detail.status().load().setAside(), "item"), detail.status().name()));
    }
    detail
        .decided()
        .ifPresent(
            decided ->
                line("caught up", When.at(decided.decidedAt(), now) + ": " + decided.says()));
    detail
        .repairs()
        .forEach(
            repair ->
                line(
                    "repaired",
                    "%s by %s: %s: %s"
                        .formatted(
                            When.at(repair.at(), now),
                            repair.node(),
                            repair.found(),
                            repair.did())));
  }
}
