package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.jobs.batch.ByHand;
import dev.quartermaster.jobs.batch.Job;
import dev.quartermaster.jobs.batch.RunLogs;
import dev.quartermaster.jobs.node.NodeIdentity;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.ops.audit.Audit;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.ops.node.Version;
import dev.quartermaster.ops.status.ReadStatus;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "run",
    description = "Run it now, or join the run that goes on, and wait for the end.",
    footer = {
      "  quartermaster schedules run cpu-reset",
      "  quartermaster schedules run nightly-report --reason \"was asked for again\""
    },
    mixinStandardHelpOptions = true)
final class SchedulesRunCommand implements Callable<Integer> {

  @Mixin private Where where;
  @Mixin private Output output;
  @Mixin private Changing changing;

  private static final String DRILL =
      """
      The drill is on: within a minute somebody is paged, by an alert marked as one.
      'alerts list --all' shows that alert, 'status' after how long it was paged.""";

  @Parameters(paramLabel = "NAME", description = "The schedule's name.")
  private String name;

  @Override
  public Integer call() {
    NodeIdentity me =
        NodeIdentity.of(
            ReadStatus.HAND + Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36));
    try (Session session = where.lend(me.sessionName());
        KnownJobs jobs = new KnownJobs(session.installation().configuration())) {
      Schedule schedule =
          Declared.schedule(session.installation().configuration().schedules(), name);
      Job job = jobs.of(schedule);
      if (changing.dryRun) {
        ObjectNode would = JsonNodeFactory.instance.objectNode().put("name", name);
        output.print(would, out -> out.println("would run " + name + " now"));
        return ExitCode.DONE;
      }
      session
          .database()
          .run(handle -> Audit.record(handle, "schedules run", name, changing.reason));
      Run run = new ByHand(session.database(), me, Version.TEXT).run(schedule, job);
      RunView done =
          session.database().transaction(handle -> RunView.find(handle, run.id())).orElseThrow();
      List<RunLogs.Line> said =
          session.database().transaction(handle -> RunLogs.of(handle, run.id()));
      output.print(
          json(done, said),
          out -> {
            out.println(
                run.firedBy().equals(me.name())
                    ? "run %d:".formatted(run.id())
                    : "joined run %d, which %s had begun:".formatted(run.id(), run.firedBy()));
            Table table = RunTable.empty();
            RunTable.row(table, done, schedule);
            table.print(out);
            RunSays.printLast(out, name, run.id(), said);
            if (schedule.work().name().equals("built-in drill")) {
              out.println(DRILL);
            }
          });
      return run.end().map(end -> end.outcome() == Run.Outcome.FAILED).orElse(true)
          ? ExitCode.FAILED
          : ExitCode.DONE;
    }
  }

  private static ObjectNode json(RunView done, List<RunLogs.Line> said) {
    ObjectNode json = done.json();
    said.forEach(line -> json.withArray("log").add(line.text()));
    return json;
  }
}
