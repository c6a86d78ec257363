package dev.quartermaster.ops.bench;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench admin}. */
@Command(
    name = "admin",
    mixinStandardHelpOptions = true,
    description =
        "Resets and reschedules all accounts in bulk and, side by side, by one single statement.")
final class AdminCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--accounts",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "How many there are; half of them are in use (default: ${DEFAULT-VALUE}).")
  private int accounts;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often each side is measured, in turn (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--charges",
      paramLabel = "N",
      defaultValue = "30",
      description =
          "Reports a second, of 100 records each, that flow meanwhile in a round of its own; 0 leaves that out (default: ${DEFAULT-VALUE}).")
  private int charges;

  @Option(names = "--json", description = "One JSON document on standard output.")
  private boolean json;

  @Override
  public Integer call() {
    Limits limits = new Limits(spec);
    limits.between("--accounts", accounts, 1_000, 50_000_000);
    limits.between("--rounds", rounds, 1, 100);
    limits.between("--charges", charges, 0, 1_000);
    PrintWriter err = spec.commandLine().getErr();
    AdminReport report = new AdminTrial(accounts, rounds, charges, err::println).run();
    spec.commandLine().getOut().println(json ? AdminJson.of(report) : AdminTable.of(report));
    return 0;
  }
}
