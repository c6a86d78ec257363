package dev.quartermaster.ops.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * How long runs took.
 *
 * @param all at least one, oldest first
 */
record Durations(List<Duration> all) {

  private static final int DRAWN = 60;

  /** Of those that are over, from runs newest first; empty when none is. */
  static Optional<Durations> of(List<RunView> runs) {
    List<Duration> took = new ArrayList<>();
    runs.forEach(run -> run.took().ifPresent(took::add));
    Collections.reverse(took);
    return took.isEmpty() ? Optional.empty() : Optional.of(new Durations(List.copyOf(took)));
  }

  Duration median() {
    return all.stream().sorted().toList().get(all.size() / 2);
  }

  void print(PrintStream out) {
    List<Duration> drawn = all.subList(Math.max(0, all.size() - DRAWN), all.size());
    if (!Terminal.isDumb()) {
      out.println("took " + Sparkline.of(drawn.stream().map(Duration::toMillis).toList()));
    }
    out.printf(
        "%s min %s, median %s, max %s; oldest first%n%n",
        Terminal.isDumb() ? "took" : "    ",
        RunTable.seconds(Collections.min(all)),
        RunTable.seconds(median()),
        RunTable.seconds(Collections.max(all)));
  }
}
