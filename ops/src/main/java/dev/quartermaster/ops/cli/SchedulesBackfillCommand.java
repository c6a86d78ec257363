package dev.quartermaster.ops.cli;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.jobs.run.Backfilling;
import dev.quartermaster.jobs.run.Pauses;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.ops.audit.Audit;
import dev.quartermaster.ops.cli.BackfillPlan.Standing;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.ops.node.Refused;
import dev.quartermaster.ops.status.ReadStatus;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "backfill",
    description = {
      "Run the planned times of a span that had no run, oldest first.",
      "Puts them on record; the nodes run them, beside what is due now."
    },
    footer = {
      "  quartermaster schedules backfill nightly-report --dry-run \\",
      "    --from 2026-11-01T00:00:00Z --to 2026-11-07T00:00:00Z",
      "  quartermaster schedules backfill nightly-report --yes --every PT1M \\",
      "    --from 2026-11-01T00:00:00Z --to 2026-11-07T00:00:00Z"
    },
    mixinStandardHelpOptions = true)
final class SchedulesBackfillCommand implements Callable<Integer> {

  private static final Duration LONGEST_APART = Duration.ofDays(1);

  @Mixin private Where where;
  @Mixin private Output output;
  @Mixin private Changing changing;

  @Parameters(paramLabel = "NAME", description = "The schedule's name.")
  private String name;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      required = true,
      description = "The first planned time that counts (ISO-8601 with zone).")
  private String from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      required = true,
      description = "The last one; not in the future.")
  private String to;

  @Option(
      names = "--every",
      paramLabel = "TIME",
      description = "Between two starts at least; the schedule's own catch-up-every else.")
  private @Nullable String every;

  @Override
  public Integer call() {
    Instant first = GivenTime.parse("--from", from);
    Instant last = GivenTime.parse("--to", to);
    if (last.isBefore(first)) {
      throw new BadInput("--to %s is before --from %s".formatted(to, from));
    }
    try (Session session = where.look()) {
      Schedule schedule =
          Declared.schedule(session.installation().configuration().schedules(), name);
      Database database = session.database();
      BackfillPlan plan = database.transaction(handle -> plan(handle, schedule, first, last));
      changing.confirm(
          "%s of %s would start".formatted(Count.of(plan.size(), "run"), name), plan.size());
      List<Run> runs = changing.dryRun || plan.size() == 0 ? List.of() : start(database, plan);
      output.print(plan.json(runs), out -> plan.print(out, runs, changing.dryRun));
    }
    return ExitCode.DONE;
  }

  private BackfillPlan plan(Handle handle, Schedule schedule, Instant first, Instant last) {
    Instant now = DatabaseClock.now(handle);
    if (last.isAfter(now)) {
      throw new BadInput(
          "--to %s is in the future; it is %s now".formatted(to, When.absolute(now)));
    }
    List<Instant> planned = Backfilling.planned(schedule.when().timetable(), first, last);
    if (planned.size() > Backfilling.MOST) {
      throw new Refused(
          "%s has more than %,d planned times from %s to %s: backfill a shorter span, up to %s first"
              .formatted(name, Backfilling.MOST, from, to, planned.get(Backfilling.MOST - 1)));
    }
    return new BackfillPlan(
        schedule,
        planned.size(),
        Backfilling.withoutRun(handle, name, planned),
        every == null ? schedule.when().backfill().every() : apart(every),
        new Standing(now, ReadStatus.anyNodeFires(handle), Pauses.of(handle, name)));
  }

  private List<Run> start(Database database, BackfillPlan plan) {
    String act = "schedules backfill %s to %s".formatted(from, to);
    database.run(handle -> Audit.record(handle, act, name, changing.reason));
    return Backfilling.start(database, plan.schedule(), plan.times(), plan.every(), Audit.person());
  }

  private static Duration apart(String text) {
    try {
      Duration apart = Duration.parse(text);
      if (!apart.isNegative() && apart.compareTo(LONGEST_APART) <= 0) {
        return apart;
      }
    } catch (DateTimeException e) {
      throw new BadInput("--every '%s' is not a length of time; write PT1S".formatted(text));
    }
    throw new BadInput("--every is %s; it goes from PT0S to P1D".formatted(text));
  }
}
