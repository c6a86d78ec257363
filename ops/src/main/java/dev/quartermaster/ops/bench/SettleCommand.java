package dev.quartermaster.ops.bench;

import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench settle}. */
@Command(
    name = "settle",
    mixinStandardHelpOptions = true,
    description =
        "Settles overdue accounts by the built-in job and, side by side, in the ways of others.")
final class SettleCommand implements Callable<Integer> {

  private static final int FEWEST = 1_000;
  private static final int MOST = 50_000_000;
  private static final int SMALLEST_SAMPLE = 100;
  private static final int MOST_THREADS = 100;
  private static final int ROUNDS = 2;
  private static final int MOST_ROUNDS = 100;

  @Spec private CommandSpec spec;

  @Option(
      names = "--accounts",
      paramLabel = "N",
      split = ",",
      defaultValue = "1000000",
      description = {
        "How many are overdue (default: ${DEFAULT-VALUE}).",
        "Several, as in 10000,1000000: what an account costs the job at each size."
      })
  private List<Integer> accounts;

  @Option(
      names = "--sides",
      paramLabel = "SIDE",
      split = ",",
      converter = Way.Words.class,
      description =
          "What is measured, of job, statement, quiet-job, loop, db-scheduler and quartz (default: all).")
  private List<Way> sides = List.of();

  @Option(
      names = "--sample",
      paramLabel = "N",
      description =
          "How many accounts are settled by loop, db-scheduler and quartz (default: 40000, 20000 and 3000).")
  private Optional<Integer> sample;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of db-scheduler's (default: as many as the job has workers).")
  private Optional<Integer> threads;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description =
          "How often each side is measured, in turn (default: 2; of several sizes a small one more often).")
  private Optional<Integer> rounds;

  @Option(names = "--json", description = "One JSON document on standard output.")
  private boolean json;

  @Override
  public Integer call() {
    check();
    PrintWriter err = spec.commandLine().getErr();
    String report = accounts.size() > 1 ? sizes(err::println) : sides(err::println);
    spec.commandLine().getOut().println(report);
    return 0;
  }

  private void check() {
    Limits limits = new Limits(spec);
    accounts.forEach(size -> limits.between("--accounts", size, FEWEST, MOST));
    threads.ifPresent(number -> limits.between("--threads", number, 1, MOST_THREADS));
    rounds.ifPresent(times -> limits.between("--rounds", times, 1, MOST_ROUNDS));
    sample.ifPresent(size -> limits.between("--sample", size, SMALLEST_SAMPLE, MOST));
    if (accounts.size() > 1 && !sides.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "--sides goes with one number of --accounts; at several sizes the job alone is measured");
    }
  }

  private String sides(Consumer<String> progress) {
    Sampling sampling = new Sampling(sample, accounts.get(0), threads.orElse(RealRun.workers()));
    SettleReport report = new SettleTrial(ways(), sampling, rounds.orElse(ROUNDS), progress).run();
    return json ? SettleJson.of(report) : SettleTable.of(report);
  }

  /** In the order in which the table has them. */
  private List<Way> ways() {
    return List.copyOf(sides.isEmpty() ? EnumSet.allOf(Way.class) : EnumSet.copyOf(sides));
  }

  private String sizes(Consumer<String> progress) {
    SizeReport report = new SizeTrial(accounts, rounds, progress).run();
    return json ? SizeJson.of(report) : SizeTable.of(report);
  }
}
