package dev.quartermaster.ops.cli;

import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.demo.Demo;
import dev.quartermaster.ops.node.Daemon;
import dev.quartermaster.ops.node.Installation;
import dev.quartermaster.ops.node.MeterHost;
import dev.quartermaster.ops.node.OnlyUp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "up",
    description = {
      "One whole system in the foreground: database, node, API and dashboard; Ctrl-C stops it cleanly.",
      "The database is an embedded PostgreSQL in the data directory unless the configuration names one."
    },
    footer = {
      "  quartermaster up --demo",
      "  quartermaster up --demo 5000 --data-dir /tmp/qm --http-port 0",
      "  quartermaster up --config /etc/quartermaster/quartermaster.yaml"
    },
    mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

  private static final int MOST_DEMO_ACCOUNTS = 1_000_000;

  @Mixin private Where where;
  @Mixin private Listening listening;

  @Option(
      names = "--demo",
      paramLabel = "N",
      arity = "0..1",
      fallbackValue = "1000",
      description = "With N sample accounts (1,000) and live reporters.")
  private @Nullable Integer demo;

  @Option(
      names = "--meter-host",
      description =
          "Meter the people of this machine, and whoever runs this; those without an account get one.")
  private boolean meterHost;

  @Override
  public Integer call() throws InterruptedException, IOException {
    if (demo != null && (demo < 1 || demo > MOST_DEMO_ACCOUNTS)) {
      throw new BadInput("--demo is %d; it goes from 1 to %d".formatted(demo, MOST_DEMO_ACCOUNTS));
    }
    Installation installation = where.installation();
    Configuration configuration = listening.over(installation.configuration());
    try (OnlyUp only = OnlyUp.take(installation.directory())) {
      Foreground.run(
          () -> Daemon.start(installation, configuration),
          daemon -> {
            only.tell(daemon.address());
            Hangup.runs(daemon::reload);
            return beside(daemon, installation, configuration);
          });
    }
    return ExitCode.DONE;
  }

  /** What runs in the same process, and ends before the system does. */
  private AutoCloseable beside(
      Daemon daemon, Installation installation, Configuration configuration) {
    List<AutoCloseable> parts = new ArrayList<>();
    if (demo != null) {
      parts.add(Demo.start(daemon.database(), daemon::charge, demo));
    }
    if (meterHost) {
      parts.add(
          MeterHost.start(
              daemon.database(),
              new MeterHost.Place(
                  daemon.address(), configuration.http().tls().map(Configuration.Tls::certificate)),
              configuration.node().name(),
              installation.directory().resolve("meter")));
    }
    return () -> {
      for (AutoCloseable part : parts) {
        part.close();
      }
    };
  }
}
