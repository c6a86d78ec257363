package dev.quartermaster.ops.bench;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench settle}. */
@Command(
    name = "settle",
    mixinStandardHelpOptions = true,
    description =
        "Settles overdue accounts by the built-in job and, side by side, by one plain SQL statement.")
final class SettleCommand implements Callable<Integer> {

  private static final int FEWEST = 1_000;
  private static final int MOST = 50_000_000;
  private static final int MOST_ROUNDS = 100;

  @Spec private CommandSpec spec;

  @Option(
      names = "--accounts",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "How many are overdue (default: ${DEFAULT-VALUE}).")
  private int accounts;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "2",
      description = "How often each side is measured, in turn (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--json", description = "One JSON document on standard output.")
  private boolean json;

  @Override
  public Integer call() {
    Limits limits = new Limits(spec);
    limits.between("--accounts", accounts, FEWEST, MOST);
    limits.between("--rounds", rounds, 1, MOST_ROUNDS);
    PrintWriter progress = spec.commandLine().getErr();
    SettleReport report = new SettleTrial(accounts, rounds, progress::println).run();
    spec.commandLine().getOut().println(json ? SettleJson.of(report) : SettleTable.of(report));
    return 0;
  }
}
