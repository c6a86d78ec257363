package dev.quartermaster.ops.cli;

import dev.quartermaster.ops.agent.Agent;
import dev.quartermaster.ops.agent.AgentSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "agent",
    description = {
      "Meters this host's CPU time by user, reports it to the API, and slows who is in the tarpit; Ctrl-C stops it cleanly.",
      "It talks HTTP only and needs no database. The first reading ever charges nothing."
    },
    footer = {
      "  quartermaster agent --url https://quota.example.com --token-file token",
      "  quartermaster agent --url http://127.0.0.1:8080 --token-file token --once",
      "  quartermaster agent --url https://quota.example.com --token-file token \\",
      "    --cgroups 'user.slice/user-{uid}.slice' --tarpit weight"
    },
    mixinStandardHelpOptions = true)
final class AgentCommand implements Callable<Integer> {

  private static final Duration ONCE = Duration.ofSeconds(60);

  @Mixin private AgentOptions options;

  @Option(
      names = "--once",
      description = "Read once, report, and end: 1 when the API did not take it in time.")
  private boolean once;

  @Override
  public Integer call() throws InterruptedException, IOException {
    AgentSettings settings = options.settings();
    if (once) {
      return once(settings);
    }
    Foreground.run(
        () -> Agent.start(settings),
        agent -> () -> {},
        new Foreground.Words<>(
            agent ->
                "%s gets the use of %s every %s"
                    .formatted(
                        settings.api().url(),
                        settings.reporting().reporter(),
                        settings.reporting().every()),
            "Stopping: what is read and not sent waits in the state directory …"));
    return ExitCode.DONE;
  }

  private static int once(AgentSettings settings) throws IOException, InterruptedException {
    int waiting = Agent.once(settings, ONCE);
    if (waiting > 0) {
      throw new ExitCode.Failed(
          "%s in %s: the API did not take all within %d s; the next run sends them first"
              .formatted(
                  Count.of(waiting, "report waits", "reports wait"),
                  settings.reporting().stateDirectory(),
                  ONCE.toSeconds()));
    }
    return ExitCode.DONE;
  }
}
