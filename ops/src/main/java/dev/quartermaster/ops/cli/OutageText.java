package dev.quartermaster.ops.cli;

import dev.quartermaster.jobs.simulate.Course;
import dev.quartermaster.jobs.simulate.Course.Point;
import dev.quartermaster.jobs.simulate.Outage;
import dev.quartermaster.jobs.simulate.Predicted;
import dev.quartermaster.jobs.simulate.Simulation;
import dev.quartermaster.ops.cli.SimulateOutageCommand.Answer;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A simulated outage for people: 80 columns. */
final class OutageText {

  private static final int NAME = 22;
  private static final int ROWS = 40;
  private static final int NAMES = 10;
  private static final int COLUMNS = 72;

  private OutageText() {}

  static void print(PrintStream out, Answer answer) {
    Simulation simulation = answer.simulation();
    Outage outage = simulation.outage();
    out.println(
        "no node from %s to %s"
            .formatted(When.absolute(outage.from()), When.absolute(outage.end())));
    out.println();
    schedules(out, simulation);
    out.println();
    periods(out, answer);
    out.println();
    out.println(Wrapped.of(OutageWords.closing(answer)));
  }

  private static void schedules(PrintStream out, Simulation simulation) {
    List<Predicted> missed =
        simulation.schedules().stream().filter(one -> one.missed() > 0).toList();
    if (!missed.isEmpty()) {
      Table table = new Table("SCHEDULE", ">MISSED", ">RUNS", "WHAT BECOMES OF THEM");
      missed.stream().limit(ROWS).forEach(one -> row(table, one));
      table.print(out);
    }
    if (missed.size() > ROWS) {
      out.println("… and %,d more; --json has all".formatted(missed.size() - ROWS));
    }
    int none = simulation.schedules().size() - missed.size();
    if (none > 0) {
      out.println(Count.of(none, "schedule has", "schedules have") + " no planned time in it.");
    }
    if (!simulation.leftOut().isEmpty()) {
      out.println(Wrapped.of("Fire nothing anyway: " + names(simulation.leftOut()) + "."));
    }
  }

  private static void row(Table table, Predicted one) {
    table.row(
        UsageDays.fitted(one.schedule().name(), NAME),
        "%,d%s".formatted(one.missed(), one.andMore() ? "+" : ""),
        "%,d".formatted(one.runs().size()),
        OutageWords.says(one));
  }

  private static String names(Map<String, String> leftOut) {
    String names =
        leftOut.entrySet().stream()
            .limit(NAMES)
            .map(one -> one.getKey() + " (" + one.getValue() + ")")
            .collect(Collectors.joining(", "));
    return leftOut.size() > NAMES
        ? names + " and %,d more".formatted(leftOut.size() - NAMES)
        : names;
  }

  private static void periods(PrintStream out, Answer answer) {
    Simulation.Overdue periods = answer.simulation().periods();
    Course course = periods.course();
    if (Math.round(course.peak().items()) > 0) {
      Instant from = answer.simulation().outage().from();
      Point last = course.curve().get(course.curve().size() - 1);
      out.println("PERIODS OVERDUE");
      if (!Terminal.isDumb()) {
        out.println(Sparkline.of(line(course, last.atSeconds())));
      }
      out.println(
          Wrapped.of(
              "to %s; most of them, %,d, at %s"
                  .formatted(
                      When.absolute(after(from, last.atSeconds())),
                      Math.round(course.peak().items()),
                      When.absolute(after(from, course.peak().atSeconds())))));
    }
    out.println(
        Wrapped.of(
            "come in: %,d in the outage; %s"
                .formatted(Math.round(periods.comeIn()), OutageWords.arrivals(periods))));
    out.println(
        Wrapped.of(
            "settled: %,.0f/s; %s"
                .formatted(periods.rate().perSecond(), OutageWords.drain(answer))));
  }

  private static List<Long> line(Course course, double last) {
    return IntStream.rangeClosed(0, COLUMNS)
        .mapToObj(column -> Math.round(course.items(last * column / COLUMNS)))
        .toList();
  }

  static Instant after(Instant from, double seconds) {
    return from.plusMillis(Math.round(seconds * 1_000));
  }
}
