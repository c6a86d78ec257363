package dev.quartermaster.ops.bench;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench charge}. */
@Command(
    name = "charge",
    mixinStandardHelpOptions = true,
    description =
        "Reports usage to a node over HTTP and, side by side, upserts the same batches by plain SQL.")
final class ChargeCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "How long each side is measured in a round (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--accounts",
      paramLabel = "N",
      defaultValue = "50000",
      description = "How many are charged (default: ${DEFAULT-VALUE}).")
  private int accounts;

  @Option(
      names = "--reporters",
      paramLabel = "N",
      defaultValue = "4",
      description = "How many report at once (default: ${DEFAULT-VALUE}).")
  private int reporters;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Records of a request (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often each side is measured, in turn (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--settle",
      paramLabel = "N",
      defaultValue = "1000000",
      description =
          "Other accounts, overdue, that are settled under half of the load; 0 leaves that out (default: ${DEFAULT-VALUE}).")
  private int settle;

  @Option(names = "--json", description = "One JSON document on standard output.")
  private boolean json;

  @Override
  public Integer call() {
    Limits limits = new Limits(spec);
    limits.between("--seconds", seconds, 1, 3_600);
    limits.between("--accounts", accounts, 100, 10_000_000);
    limits.between("--reporters", reporters, 1, 64);
    limits.between("--batch", batch, 1, 10_000);
    limits.between("--rounds", rounds, 1, 100);
    limits.between("--settle", settle, 0, 50_000_000);
    PrintWriter progress = spec.commandLine().getErr();
    ChargeTrial.Size size = new ChargeTrial.Size(accounts, reporters, batch, settle);
    ChargeReport report =
        new ChargeTrial(size, Duration.ofSeconds(seconds), rounds, progress::println).run();
    spec.commandLine().getOut().println(json ? ChargeJson.of(report) : ChargeTable.of(report));
    return 0;
  }
}
