package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.jobs.batch.ByHand;
import dev.quartermaster.jobs.builtin.BuiltInJobs;
import dev.quartermaster.jobs.node.NodeIdentity;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.run.RunSummary;
import dev.quartermaster.jobs.run.Runs;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.Work;
import dev.quartermaster.ops.audit.Audit;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.node.Policies;
import dev.quartermaster.ops.node.Version;
import dev.quartermaster.ops.status.ReadStatus;
import dev.quartermaster.ops.status.Status;
import dev.quartermaster.ops.status.StatusJson;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "schedules",
    description = "Schedules and their runs: list, show, run, history.",
    mixinStandardHelpOptions = true,
    subcommands = {SchedulesPreviewCommand.class, SchedulesImportCrontabCommand.class})
final class SchedulesCommand {

  @Command(name = "list", description = "Every declared schedule.", mixinStandardHelpOptions = true)
  int list(@Mixin Where where, @Mixin Output output) {
    try (Session session = where.look()) {
      Status status = status(session);
      ObjectNode document = JsonNodeFactory.instance.objectNode();
      document.set("schedules", StatusJson.of(status).get("schedules"));
      Table table = new Table("SCHEDULE", "STATE", "WHEN", "LAST FIRED", "NEXT", "OWNER");
      Map<String, Schedule> declared = session.installation().configuration().schedules();
      for (Status.ScheduleStatus schedule : status.schedules()) {
        Schedule about = known(declared, schedule.name());
        table.row(
            schedule.name(),
            schedule.state(),
            about.when().timetable().text(),
            schedule.lastFiredAt().map(at -> When.relative(at, status.at())).orElse("never"),
            schedule.nextFireAt().map(at -> When.relative(at, status.at())).orElse("-"),
            about.about().owner());
      }
      output.print(document, table::print);
    }
    return ExitCode.DONE;
  }

  private static Status status(Session session) {
    Configuration configuration = session.installation().configuration();
    return ReadStatus.read(session.database(), configuration.region(), configuration.schedules());
  }

  @Command(
      name = "show",
      description = "What a schedule does, and what it is held to.",
      mixinStandardHelpOptions = true)
  int show(@Mixin Where where, @Mixin Output output, @Parameters(paramLabel = "NAME") String name) {
    try (Session session = where.look()) {
      Schedule schedule = known(session.installation().configuration().schedules(), name);
      ObjectNode document = describe(schedule);
      output.print(
          document,
          out ->
              document
                  .properties()
                  .forEach(e -> out.printf("%-18s %s%n", e.getKey(), e.getValue().asText())));
    }
    return ExitCode.DONE;
  }

  private static ObjectNode describe(Schedule schedule) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("name", schedule.name())
        .put("kind", schedule.work().kind())
        .put("enabled", schedule.enabled())
        .put("when", schedule.when().timetable().text())
        .put("catch_up", schedule.when().catchUp().name().toLowerCase(java.util.Locale.ROOT))
        .put("overlap", schedule.when().overlap().name().toLowerCase(java.util.Locale.ROOT))
        .put("batch_size", schedule.batching().size())
        .put("workers", schedule.batching().workers())
        .put("time_budget", schedule.batching().timeBudget().toString())
        .put("start_within", schedule.limits().startWithin().toString())
        .put("finish_within", schedule.limits().finishWithin().toString())
        .put("max_backlog_age", schedule.limits().maxBacklogAge().toString())
        .put("owner", schedule.about().owner())
        .put("description", schedule.about().description())
        .put("runbook", schedule.about().runbook());
  }

  @Command(
      name = "run",
      description = "Run it now, or join the run that goes on, and wait for the end.",
      mixinStandardHelpOptions = true)
  int run(
      @Mixin Where where,
      @Mixin Output output,
      @Mixin Changing changing,
      @Parameters(paramLabel = "NAME") String name) {
    NodeIdentity me =
        NodeIdentity.of(
            ReadStatus.HAND + Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36));
    try (Session session = where.lend(me.sessionName())) {
      Schedule schedule = known(session.installation().configuration().schedules(), name);
      BatchedJob job = job(schedule, session.installation().configuration());
      if (changing.dryRun) {
        output.print(describe(schedule), out -> out.println("would run " + name + " now"));
        return ExitCode.DONE;
      }
      session
          .database()
          .run(handle -> Audit.record(handle, "schedules run", name, changing.reason));
      Run run = new ByHand(session.database(), me, Version.TEXT).run(schedule, job);
      RunSummary summary =
          session.database().transaction(handle -> Runs.summary(handle, run.id())).orElseThrow();
      output.print(json(summary), out -> print(out, List.of(summary)));
      return run.end().map(end -> end.outcome() == Run.Outcome.FAILED).orElse(true)
          ? ExitCode.FAILED
          : ExitCode.DONE;
    }
  }

  private static BatchedJob job(Schedule schedule, Configuration configuration) {
    BatchedJob job =
        schedule.work() instanceof Work.BuiltIn builtIn
            ? BuiltInJobs.all(Policies.retention(configuration)).get(builtIn.job())
            : null;
    if (job == null) {
      throw new BadInput(
          "schedule '%s' is of kind '%s', which this version does not run yet"
              .formatted(schedule.name(), schedule.work().kind()));
    }
    return job;
  }

  @Command(
      name = "history",
      description = "Its runs, newest first.",
      mixinStandardHelpOptions = true)
  int history(
      @Mixin Where where,
      @Mixin Output output,
      @Option(
              names = "--limit",
              paramLabel = "N",
              description = "At most so many; 20 when not given.",
              defaultValue = "20")
          int limit,
      @Parameters(paramLabel = "NAME") String name) {
    if (limit < 1 || limit > 10_000) {
      throw new BadInput("--limit is " + limit + "; it goes from 1 to 10000");
    }
    try (Session session = where.look()) {
      known(session.installation().configuration().schedules(), name);
      List<RunSummary> runs =
          session.database().transaction(handle -> Runs.history(handle, name, limit));
      ObjectNode document = JsonNodeFactory.instance.objectNode();
      ArrayNode all = document.putArray("runs");
      runs.forEach(run -> all.add(json(run)));
      output.print(document, out -> print(out, runs));
    }
    return ExitCode.DONE;
  }

  private static ObjectNode json(RunSummary summary) {
    Run run = summary.run();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", run.id());
    json.put("scheduled_for", run.plannedFor().toString());
    json.put("fired_at", run.firedAt().toString());
    json.put("started_at", summary.startedAt().orElse(run.firedAt()).toString());
    json.put("finished_at", run.end().map(end -> end.at().toString()).orElse(null));
    json.put("node", summary.nodes().orElse(run.firedBy()));
    json.put("fired_by", run.firedBy());
    json.put("forced", run.forced());
    json.put("outcome", run.end().map(end -> end.outcome().word()).orElse("running"));
    json.put("items", summary.items());
    json.put("batches", summary.batches());
    json.put("caught_up_misses", run.misses());
    json.put("error", run.end().flatMap(Run.End::error).orElse(null));
    return json;
  }

  private static void print(PrintStream out, List<RunSummary> runs) {
    Table table =
        new Table(
            "PLANNED FOR", "OUTCOME", ">TOOK s", ">ITEMS", ">BATCHES", ">MISSES", "NODES", "ERROR");
    for (RunSummary summary : runs) {
      Run run = summary.run();
      table.row(
          When.absolute(run.plannedFor()) + (run.forced() ? " by hand" : ""),
          run.end().map(end -> end.outcome().word()).orElse("running"),
          run.end().map(end -> took(run.firedAt(), end.at())).orElse(""),
          Long.toString(summary.items()),
          Integer.toString(summary.batches()),
          Long.toString(run.misses()),
          summary.nodes().orElse(run.firedBy()),
          run.end().flatMap(Run.End::error).orElse(""));
    }
    table.print(out);
  }

  private static String took(Instant from, Instant to) {
    return "%.1f".formatted(Duration.between(from, to).toMillis() / 1000.0);
  }

  private static Schedule known(Map<String, Schedule> declared, String name) {
    Schedule schedule = declared.get(name);
    if (schedule == null) {
      throw new BadInput(
          "there is no schedule '%s'; declared are: %s"
              .formatted(name, String.join(", ", declared.keySet())));
    }
    return schedule;
  }
}
