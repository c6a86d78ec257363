package dev.quartermaster.ops.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench schedules}. */
@Command(
    name = "schedules",
    mixinStandardHelpOptions = true,
    description =
        "Fires many schedules, all due at the same second, on two nodes, and, beside it, by plain Quartz on two nodes.")
final class SchedulesCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--schedules",
      paramLabel = "N",
      split = ",",
      defaultValue = "1000",
      description =
          "How many are declared; several numbers are measured one after the other (default: ${DEFAULT-VALUE}).")
  private List<Integer> schedules = new ArrayList<>();

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "1",
      description = "How long each side is measured (default: ${DEFAULT-VALUE}).")
  private int minutes;

  @Option(names = "--json", description = "One JSON document on standard output.")
  private boolean json;

  @Override
  public Integer call() {
    Limits limits = new Limits(spec);
    schedules.forEach(number -> limits.between("--schedules", number, 100, 100_000));
    limits.between("--minutes", minutes, 1, 60);
    PrintWriter progress = spec.commandLine().getErr();
    SchedulesReport report = new SchedulesTrial(schedules, minutes, progress::println).run();
    spec.commandLine()
        .getOut()
        .println(json ? SchedulesJson.of(report) : SchedulesTable.of(report));
    return report.trials().stream().allMatch(SchedulesReport.Trial::isComplete) ? 0 : 1;
  }
}
