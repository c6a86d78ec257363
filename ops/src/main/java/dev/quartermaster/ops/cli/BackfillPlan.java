package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.jobs.run.Pauses.Pause;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.schedule.Schedule;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which planned times would run, and what becomes of them.
 *
 * @param planned how many there are in the span
 * @param times of these, the ones that had no run, oldest first
 * @param every between two starts
 */
record BackfillPlan(
    Schedule schedule, int planned, List<Instant> times, Duration every, Standing standing) {

  /** More are not printed one by one for people. */
  private static final int SHOWN = 40;

  /**
   * What lets the runs start.
   *
   * @param pause that keeps them back
   */
  record Standing(Instant now, boolean anyNodeIsUp, Optional<Pause> pause) {}

  int size() {
    return times.size();
  }

  /** The runs are there unless it was only looked; each waits for its turn. */
  ObjectNode json(List<Run> runs) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("schedule", schedule.name());
    document.put("planned", planned);
    document.put("had_a_run", planned - times.size());
    document.put("a_node_is_up", standing.anyNodeIsUp());
    Map<Instant, Run> started = byTime(runs);
    ArrayNode all = document.putArray("runs");
    for (int i = 0; i < times.size(); i++) {
      @Nullable Run run = started.get(times.get(i));
      all.addObject()
          .put("id", run == null ? null : run.id())
          .put("scheduled_for", times.get(i).toString())
          .put("not_before", standing.now().plus(every.multipliedBy(i)).toString());
    }
    return document;
  }

  private static Map<Instant, Run> byTime(List<Run> runs) {
    return runs.stream().collect(Collectors.toMap(Run::plannedFor, Function.identity()));
  }

  void print(PrintStream out, List<Run> runs, boolean dryRun) {
    out.printf(
        "%s: %s, %,d had a run%s%n",
        schedule.name(),
        Count.of(planned, "planned time"),
        planned - times.size(),
        times.isEmpty() ? ": there is nothing to run." : "");
    if (times.isEmpty()) {
      return;
    }
    table(byTime(runs)).print(out);
    out.println(dryRun ? "These would run, %s apart.".formatted(When.span(every)) : become());
  }

  private Table table(Map<Instant, Run> started) {
    Table table = new Table(">RUN", "PLANNED FOR", "STARTS AT THE EARLIEST");
    for (int i = 0; i < times.size(); i++) {
      if (i == SHOWN && times.size() > SHOWN + 1) {
        table.say("… and %,d more; --json has all of them".formatted(times.size() - SHOWN));
        break;
      }
      @Nullable Run run = started.get(times.get(i));
      table.row(
          run == null ? "-" : Long.toString(run.id()),
          When.absolute(times.get(i)),
          When.absolute(standing.now().plus(every.multipliedBy(i))));
    }
    return table;
  }

  private String become() {
    if (standing.pause().isPresent()) {
      return "%s is paused: they wait until 'schedules resume %s'."
          .formatted(schedule.name(), schedule.name());
    } else if (!standing.anyNodeIsUp()) {
      return "No node is up: they wait until one is; start one with 'up' or 'node'.";
    }
    return "The nodes run them; 'schedules history %s' shows how far they are."
        .formatted(schedule.name());
  }
}
