package dev.quartermaster.ops.cli;

import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs, one a row; what is unusual about one stands below it. */
final class RunTable {

  /** Longer errors are cut: the run's own record has all of it. */
  private static final int ERROR = Table.WIDTH - 4;

  private RunTable() {}

  static Table empty() {
    return new Table(">RUN", "PLANNED FOR", "OUTCOME", ">TOOK", ">ITEMS", ">MISSES", "NODES")
        .giving(6);
  }

  /** Adds a run of a schedule. */
  static void row(Table table, RunView view, Schedule schedule) {
    row(table, view, schedule.when().retries());
  }

  /** Adds a run that may be tried again so often. */
  static void row(Table table, RunView view, int retries) {
    Run run = view.run();
    table.row(
        Long.toString(run.id()),
        When.absolute(run.plannedFor()),
        view.state(),
        view.took().map(RunTable::seconds).orElse(""),
        "%,d".formatted(view.summary().items()),
        "%,d".formatted(run.misses()),
        view.summary().nodes().orElse(run.firedBy()));
    List<String> unusual = unusual(view, retries);
    if (!unusual.isEmpty()) {
      table.say(String.join("; ", unusual));
    }
    if (run.end().isEmpty() && !run.waits()) {
      view.progress().pace().ifPresent(table::say);
    }
    view.error().ifPresent(error -> table.say(Table.cut(error, ERROR)));
  }

  private static List<String> unusual(RunView view, int retries) {
    Run run = view.run();
    List<String> unusual = new ArrayList<>();
    if (run.cause() == Run.Cause.FORCED) {
      unusual.add("by hand");
    } else if (run.cause() == Run.Cause.BACKFILL) {
      unusual.add("a planned time that was missed");
    }
    if (run.waits()) {
      view.progress()
          .notBefore()
          .ifPresent(until -> unusual.add("waits until " + When.absolute(until) + " at least"));
    }
    if (run.tries() > 1) {
      unusual.add("try %d of %d".formatted(run.tries(), Math.max(run.tries(), retries + 1)));
    }
    if (run.misses() > 0) {
      unusual.add(
          "stands for what was missed from %s to %s"
              .formatted(
                  run.missed().first().map(When::absolute).orElse("?"),
                  run.missed().last().map(When::absolute).orElse("?")));
    }
    return unusual;
  }

  /** {@code 0.4 s}. */
  static String seconds(Duration took) {
    return String.format(Locale.ROOT, "%,.1f s", took.toMillis() / 1000.0);
  }
}
