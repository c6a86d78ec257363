package dev.quartermaster.ops.cli;

import dev.quartermaster.jobs.run.CatchUps;
import dev.quartermaster.jobs.run.Runs;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.ops.cli.Where.Session;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "history",
    description = "Its runs, newest first, and what was decided about missed times.",
    footer = {
      "  quartermaster schedules history cpu-reset",
      "  quartermaster schedules history cpu-reset --limit 100 --json",
      "  quartermaster schedules history nightly-report --run 4711"
    },
    mixinStandardHelpOptions = true)
final class SchedulesHistoryCommand implements Callable<Integer> {

  private static final int MOST = 10_000;

  @Mixin private Where where;
  @Mixin private Output output;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many; 20 when not given.",
      defaultValue = "20")
  private int limit;

  @Option(
      names = "--run",
      paramLabel = "ID",
      description = "Only this run, with its batches and what it said.")
  private @Nullable Long id;

  @Parameters(paramLabel = "NAME", description = "The schedule's name.")
  private String name;

  @Override
  public Integer call() {
    if (limit < 1 || limit > MOST) {
      throw new BadInput("--limit is %d; it goes from 1 to %d".formatted(limit, MOST));
    }
    try (Session session = where.look()) {
      Map<String, Schedule> declared = session.installation().configurationOrDefaults().schedules();
      session
          .database()
          .run(
              handle -> {
                int retries = retries(handle, declared);
                if (id == null) {
                  all(handle, retries);
                } else {
                  one(handle, id, retries);
                }
              });
    }
    return ExitCode.DONE;
  }

  /** What is no longer declared has its history nevertheless. */
  private int retries(Handle handle, Map<String, Schedule> declared) {
    Optional<Schedule> schedule = Optional.ofNullable(declared.get(name));
    if (schedule.isEmpty() && Runs.declaredAt(handle, name).isEmpty()) {
      throw Declared.unknown(declared.keySet(), name);
    }
    return schedule.map(found -> found.when().retries()).orElse(0);
  }

  private void all(Handle handle, int retries) {
    History history =
        new History(
            name,
            RunView.history(handle, name, limit),
            CatchUps.of(handle, name, limit),
            retries,
            limit);
    output.print(history.json(), history::print);
  }

  private void one(Handle handle, long run, int retries) {
    RunView view =
        RunView.find(handle, run)
            .filter(found -> found.run().schedule().equals(name))
            .orElseThrow(
                () ->
                    new BadInput(
                        "there is no run %d of '%s'; 'schedules history %s' shows the newest"
                            .formatted(run, name, name)));
    RunDetail detail = RunDetail.of(handle, view, retries);
    output.print(detail.json(), detail::print);
  }
}
