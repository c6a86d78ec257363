package dev.quartermaster.ops.cli;

import dev.quartermaster.alerts.alert.Spans;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.status.ReadStatus;
import dev.quartermaster.ops.status.Status;
import dev.quartermaster.ops.status.StatusJson;
import java.io.PrintStream;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "status",
    description = "Is it all right; if not, what is being done, and when will it be done.",
    footer = {"  quartermaster status", "  quartermaster status --check --json"},
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

  private static final String NOT_WELL = "a channel is not well, see 'alerts test'; proved ";

  @Mixin private Where where;
  @Mixin private Output output;

  @Option(names = "--check", description = "Exit with 1 when something is wrong.")
  private boolean check;

  @Override
  public Integer call() {
    try (Session session = where.look()) {
      Configuration configuration = session.installation().configuration();
      Status status = ReadStatus.read(session.database(), ReadStatus.Of.all(configuration));
      output.print(StatusJson.of(status), out -> print(out, status));
      return check && !status.ok() ? ExitCode.FAILED : ExitCode.DONE;
    }
  }

  private static void print(PrintStream out, Status status) {
    Instant now = status.at();
    if (status.ok()) {
      out.println("✔ All is well.  " + When.absolute(now) + "  region " + status.region());
    } else {
      out.println("✘ Not well.  " + When.absolute(now) + "  region " + status.region());
      status.problems().forEach(problem -> out.println(Table.wrapped("· " + problem, 2)));
    }
    out.println();
    nodes(out, status, now);
    out.println();
    schedules(out, status, now);
    out.println();
    quota(out, status);
    pages(out, status.alertPath(), now);
  }

  private static void nodes(PrintStream out, Status status, Instant now) {
    Table table = new Table("NODE", "STATE", "HEARTBEAT", "VERSION").giving(0, 3);
    status
        .nodes()
        .forEach(
            node ->
                table.row(
                    node.name(),
                    node.state(),
                    When.relative(node.lastHeartbeatAt(), now),
                    node.version()));
    table.print(out);
  }

  private static void schedules(PrintStream out, Status status, Instant now) {
    Table table = new Table("SCHEDULE", "STATE", "LAST FIRED", "NEXT", "LAST OUTCOME").giving(0);
    for (Status.ScheduleStatus schedule : status.schedules()) {
      table.row(
          schedule.name(),
          schedule.lateBySeconds() > 0
              ? "late by " + Spans.words(schedule.lateBySeconds())
              : schedule.state(),
          schedule.lastFiredAt().map(at -> When.relative(at, now)).orElse("never"),
          schedule.nextFireAt().map(at -> When.relative(at, now)).orElse("-"),
          schedule.lastOutcome().orElse("-"));
      schedule.load().unusual().forEach(table::say);
    }
    table.print(out);
  }

  private static void pages(PrintStream out, Status.AlertPath path, Instant now) {
    String proved =
        path.lastProvedAt()
            .map(at -> (path.ok() ? "proved " : NOT_WELL) + When.relative(at, now))
            .orElse("not proved yet; 'alerts test' does it");
    String drilled =
        path.drill()
            .filter(drill -> drill.ended().isPresent() && drill.frozen().isPresent())
            .map(
                drill ->
                    drill
                        .pagedAfter()
                        .map(took -> "; the last drill was paged after " + Spans.words(took))
                        .orElse("; in the last drill nobody was paged"))
            .orElse("");
    out.printf("Pages: %s%s%n", proved, drilled);
  }

  private static void quota(PrintStream out, Status status) {
    Status.Quota quota = status.quota();
    out.printf("%,d accounts, %,d in the tarpit%n", quota.accounts(), quota.inTarpit());
    if (quota.overdue() == 0) {
      out.println("No period is overdue.");
      return;
    }
    out.printf(
        "%,d periods overdue, the oldest for %s%n  settled %s%n",
        quota.overdue(),
        Spans.words(quota.oldestOverdueSeconds()),
        quota.etaSeconds().isPresent()
            ? "in about %s, %s"
                .formatted(Spans.words(quota.etaSeconds().getAsLong()), quota.eta().says())
            : "by 'schedules run cpu-reset'; not by itself: " + quota.eta().says());
  }
}
