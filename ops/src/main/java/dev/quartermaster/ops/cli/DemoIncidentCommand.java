package dev.quartermaster.ops.cli;

import dev.quartermaster.ops.incident.Event;
import dev.quartermaster.ops.incident.Incident;
import dev.quartermaster.ops.incident.IncidentJson;
import dev.quartermaster.ops.incident.Night;
import dev.quartermaster.ops.incident.NotShown;
import dev.quartermaster.ops.incident.Result;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "incident",
    description = {
      "Replays the night of 3 May 2024 on a scratch database, with two real nodes, and beside it the same night by the old way.",
      "Nothing of it is left behind. Exit code 1 when anything of ours did not go as it must."
    },
    footer = {
      "  quartermaster demo incident",
      "  quartermaster demo incident --accounts 20000 --report night.html",
      "  quartermaster demo incident --json"
    },
    mixinStandardHelpOptions = true)
final class DemoIncidentCommand implements Callable<Integer> {

  @Mixin private Output output;

  @Option(
      names = "--accounts",
      paramLabel = "N",
      defaultValue = "" + Night.DEFAULT_ACCOUNTS,
      description = "How many live through it; ${DEFAULT-VALUE} when not given.")
  private int accounts;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write a page with the timeline, the figures and plots to this file.")
  private @Nullable Path report;

  @Option(
      names = "--night",
      hidden = true,
      paramLabel = "DURATION",
      defaultValue = "PT38S",
      description = "How long it takes until every reset has come; for tests.")
  private String length;

  @Override
  public Integer call() {
    Night night = night();
    Optional<ReportFile> file = Optional.ofNullable(report).map(ReportFile::at);
    try {
      if (!output.json) {
        out().println(IncidentText.opening(night));
      }
      Result result = Incident.replay(night, hears());
      file.ifPresent(its -> its.write(result));
      output.print(IncidentJson.of(result), out -> IncidentText.print(out, result));
      return result.isWell() ? ExitCode.DONE : ExitCode.FAILED;
    } catch (NotShown e) {
      throw new ExitCode.Failed(String.valueOf(e.getMessage()));
    } catch (Incident.Stopped e) {
      // The way out is that of the signal.
      return ExitCode.FAILED;
    }
  }

  private Night night() {
    if (accounts < 1 || accounts > Night.MOST_ACCOUNTS) {
      throw new BadInput(
          "--accounts is %d; it goes from 1 to %d".formatted(accounts, Night.MOST_ACCOUNTS));
    }
    Duration night;
    try {
      night = Duration.parse(length);
    } catch (DateTimeException e) {
      throw new BadInput("--night '%s' is not a duration; write PT38S".formatted(length));
    }
    if (night.compareTo(Night.SHORTEST) < 0 || night.compareTo(Night.LONGEST) > 0) {
      throw new BadInput(
          "--night is %s; it goes from %s to %s".formatted(length, Night.SHORTEST, Night.LONGEST));
    }
    return new Night(accounts, night);
  }

  /** With --json nothing but the document is on standard output. */
  private Consumer<Event> hears() {
    if (output.json) {
      return Terminal.isError()
          ? event -> System.err.println(IncidentText.line(event))
          : event -> {};
    }
    PrintStream out = out();
    return event -> out.println(IncidentText.line(event));
  }

  private static PrintStream out() {
    return new PrintStream(System.out, true, StandardCharsets.UTF_8);
  }
}
