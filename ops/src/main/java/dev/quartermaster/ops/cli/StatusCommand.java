package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.ops.node.Installation;
import dev.quartermaster.ops.status.ReadStatus;
import dev.quartermaster.ops.status.Status;
import dev.quartermaster.ops.status.StatusJson;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "status",
    description = "Is it all right; if not, what is being done, and when will it be done.",
    footer = {
      "  quartermaster status",
      "  quartermaster status --check --json",
      "  quartermaster status --watch",
      "  quartermaster status --watch=10 --check"
    },
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

  private static final int LONGEST_SECONDS = 3_600;

  @Mixin private Where where;
  @Mixin private Output output;

  @Option(
      names = "--check",
      description = "Exit with 1 when something is wrong; with --watch, end when all is well.")
  private boolean check;

  @Option(
      names = "--watch",
      arity = "0..1",
      fallbackValue = "2",
      paramLabel = "SECONDS",
      description = "Look again and again, every 2 s when not given, until Ctrl-C.")
  private @Nullable Integer watch;

  @Override
  public Integer call() throws InterruptedException {
    if (watch != null) {
      return watch(Duration.ofSeconds(watch));
    }
    try (Session session = where.look()) {
      Status status = read(session);
      JsonNode document = StatusJson.of(status);
      output.print(document, new StatusScreen(status)::print);
      return check && !status.ok() ? ExitCode.FAILED : ExitCode.DONE;
    }
  }

  private int watch(Duration every) throws InterruptedException {
    if (output.json) {
      throw new BadInput("--json prints one document, so it goes without --watch");
    } else if (every.toSeconds() < 1 || every.toSeconds() > LONGEST_SECONDS) {
      throw new BadInput(
          "--watch takes 1 to %,d seconds, not %d".formatted(LONGEST_SECONDS, every.toSeconds()));
    }
    try (Session session = where.watch()) {
      return new StatusWatch(() -> read(session), every, check).untilEnded();
    }
  }

  private static Status read(Session session) {
    Installation installation = session.installation();
    ReadStatus.Of of = ReadStatus.Of.all(installation.configurationOrDefaults());
    return ReadStatus.read(
        session.database(), installation.invalid().map(of::insteadOf).orElse(of));
  }
}
