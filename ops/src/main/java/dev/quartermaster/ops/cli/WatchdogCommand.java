package dev.quartermaster.ops.cli;

import dev.quartermaster.ops.node.Installation;
import dev.quartermaster.ops.node.StandAloneWatchdog;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "watchdog",
    description = {
      "Watch the cluster from a process of its own, in the foreground; Ctrl-C stops it.",
      "Run it on another machine than the nodes: it pages when all of them are gone, and the database too."
    },
    footer = {"  quartermaster watchdog --config /etc/quartermaster/quartermaster.yaml"},
    mixinStandardHelpOptions = true)
final class WatchdogCommand implements Callable<Integer> {

  @Mixin private Where where;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Its name among the watchers (default: watchdog@ and the host's name).")
  private @Nullable String name;

  @Override
  public Integer call() throws InterruptedException {
    Installation installation = where.installation();
    if (installation.file().isEmpty()) {
      throw new BadInput(
          "a watchdog watches an existing database: name its configuration with --config FILE");
    }
    String who = name == null ? "watchdog@" + installation.configuration().node().name() : name;
    Foreground.run(
        () -> StandAloneWatchdog.start(installation, who),
        watchdog -> () -> {},
        new Foreground.Words<>(watchdog -> "watching as " + who, "Stopping …"));
    return ExitCode.DONE;
  }
}
