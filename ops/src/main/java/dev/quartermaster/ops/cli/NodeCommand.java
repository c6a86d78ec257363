package dev.quartermaster.ops.cli;

import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.node.Daemon;
import dev.quartermaster.ops.node.Installation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "node",
    description = "One more node of a cluster, in the foreground; Ctrl-C stops it cleanly.",
    footer = {
      "  quartermaster node --config /etc/quartermaster/quartermaster.yaml",
      "  quartermaster node --config quartermaster.yaml --name hk-2 --http-port 8081"
    },
    mixinStandardHelpOptions = true)
final class NodeCommand implements Callable<Integer> {

  @Mixin private Where where;
  @Mixin private Listening listening;

  @Override
  public Integer call() throws InterruptedException {
    Installation installation = where.installation();
    if (installation.file().isEmpty()) {
      throw new BadInput(
          "a node joins an existing database: name its configuration with --config FILE");
    }
    Configuration configuration = listening.over(installation.configuration());
    Foreground.run(
        () -> Daemon.start(installation, configuration),
        daemon -> {
          Hangup.runs(daemon::reload);
          return () -> {};
        });
    return ExitCode.DONE;
  }
}
