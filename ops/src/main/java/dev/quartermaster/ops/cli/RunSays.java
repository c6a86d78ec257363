package dev.quartermaster.ops.cli;

import dev.quartermaster.jobs.batch.RunLogs.Line;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What was said in a run: by its program, or by its job. */
final class RunSays {

  private static final int LAST = 10;

  private RunSays() {}

  /**
   * A line that was said, on as many as it has line breaks. It may hold anything: nothing of it may
   * act on the terminal.
   */
  static Stream<String> plain(Line line) {
    return Arrays.stream(line.text().split("\\R"))
        .map(text -> text.replaceAll("[\\p{Cntrl}&&[^\\t]]", "?"));
  }

  /** The last lines, and how to see all. */
  static void printLast(PrintStream out, String schedule, long run, List<Line> said) {
    List<String> lines = said.stream().flatMap(RunSays::plain).toList();
    if (lines.isEmpty()) {
      return;
    }
    out.println();
    out.println(
        lines.size() <= LAST
            ? "It said:"
            : "It said %s, of which the last; 'schedules history %s --run %d' shows all:"
                .formatted(Count.of(lines.size(), "line"), schedule, run));
    lines.stream().skip(Math.max(0, lines.size() - LAST)).forEach(line -> out.println("  " + line));
  }
}
