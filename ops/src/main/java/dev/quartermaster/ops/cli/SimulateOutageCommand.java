package dev.quartermaster.ops.cli;

import dev.quartermaster.jobs.node.Nodes;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.simulate.Outage;
import dev.quartermaster.jobs.simulate.Simulation;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.ops.status.ReadStatus;
import dev.quartermaster.quota.account.Accounts;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "outage",
    description = {
      "What would follow if no node were up for a time: which planned times would run,",
      "how many periods would be overdue, and when they would be settled.",
      "By the functions that decide about a real outage, and by measured rates."
    },
    footer = {
      "  quartermaster simulate outage --for PT26H",
      "  quartermaster simulate outage --for P2D --from 2026-12-24T18:00:00Z --json"
    },
    mixinStandardHelpOptions = true)
final class SimulateOutageCommand implements Callable<Integer> {

  /** Farther away, neither the schedules nor the rates tell anything. */
  private static final Duration FAR = Duration.ofDays(3_650);

  @Mixin private Where where;
  @Mixin private Output output;

  @Option(
      names = "--for",
      required = true,
      paramLabel = "DURATION",
      description = "How long, such as PT26H; from a second (PT1S) to a year (P366D).")
  private String length;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "When it begins; now when not given.")
  private @Nullable String from;

  @Override
  public Integer call() {
    Duration outage = length(length);
    Optional<Instant> begin = Optional.ofNullable(from).map(SimulateOutageCommand::begin);
    try (Session session = where.look()) {
      Answer answer =
          session
              .database()
              .transaction(
                  handle ->
                      Answer.read(
                          handle,
                          session.installation().configuration().schedules().values(),
                          begin,
                          outage));
      output.print(OutageJson.of(answer), out -> OutageText.print(out, answer));
    }
    return ExitCode.DONE;
  }

  /** What is shown. */
  record Answer(Simulation simulation, int nodesUp, long inTarpit) {

    static Answer read(
        Handle handle, Collection<Schedule> declared, Optional<Instant> from, Duration length) {
      Simulation.readOnly(handle);
      int up =
          (int)
              Nodes.list(handle).stream()
                  .filter(node -> node.state().equals("up"))
                  .filter(node -> !node.name().startsWith(ReadStatus.HAND))
                  .count();
      return new Answer(
          Simulation.of(handle, declared, from, length, up), up, Accounts.countInTarpit(handle));
    }
  }

  private static Duration length(String text) {
    Duration length;
    try {
      length = Duration.parse(text);
    } catch (DateTimeException e) {
      throw new BadInput(
          "--for '%s' is not a duration; write PT26H for 26 hours, P2D for two days"
              .formatted(text));
    }
    if (length.compareTo(Outage.SHORTEST) < 0 || length.compareTo(Outage.LONGEST) > 0) {
      throw new BadInput("--for is %s; it goes from PT1S to P366D".formatted(text));
    }
    return length;
  }

  private static Instant begin(String text) {
    Instant begin = GivenTime.parse("--from", text);
    // Nothing that is stored is compared with it: this machine's clock will do.
    if (Duration.between(Instant.now(), begin).abs().compareTo(FAR) > 0) {
      throw new BadInput("--from %s is more than ten years away".formatted(text));
    }
    return begin;
  }
}
