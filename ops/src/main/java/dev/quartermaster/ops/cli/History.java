package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.jobs.run.CatchUps.CatchUp;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The newest runs of a schedule, with what was decided about missed times between them.
 *
 * @param runs newest first
 * @param catchUps newest first
 * @param retries how often a run is tried again
 * @param limit how many runs were asked for
 */
record History(
    String schedule, List<RunView> runs, List<CatchUp> catchUps, int retries, int limit) {

  History {
    Instant from = runs.size() < limit ? Instant.MIN : runs.get(runs.size() - 1).run().plannedFor();
    catchUps = catchUps.stream().filter(decided -> !decided.last().isBefore(from)).toList();
  }

  ObjectNode json() {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("schedule", schedule);
    ArrayNode all = document.putArray("runs");
    runs.forEach(run -> all.add(run.json()));
    ArrayNode decided = document.putArray("catch_up");
    catchUps.forEach(one -> decided.add(json(one)));
    return document;
  }

  static ObjectNode json(CatchUp decided) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("decided_at", decided.decidedAt().toString());
    json.put("decided_by", decided.decidedBy());
    json.put("policy", decided.policy());
    json.put("missed", decided.missed());
    json.put("first_missed", decided.first().toString());
    json.put("last_missed", decided.last().toString());
    json.put("runs", decided.runs());
    if (decided.run().isPresent()) {
      json.put("run", decided.run().getAsLong());
    } else {
      json.putNull("run");
    }
    json.put("says", decided.says());
    return json;
  }

  void print(PrintStream out) {
    if (runs.isEmpty() && catchUps.isEmpty()) {
      out.println(schedule + " has no run on record.");
      return;
    }
    Durations.of(runs).ifPresent(durations -> durations.print(out));
    Table table = RunTable.empty();
    Deque<CatchUp> older = new ArrayDeque<>(catchUps);
    for (RunView run : runs) {
      // After the run that stands for them, or before the newest of them that runs by itself.
      while (!older.isEmpty() && !older.getFirst().last().isBefore(run.run().plannedFor())) {
        say(table, older.removeFirst());
      }
      RunTable.row(table, run, retries);
    }
    older.forEach(decided -> say(table, decided));
    table.print(out);
  }

  private static void say(Table table, CatchUp decided) {
    table.say("· " + decided.policy() + ": " + decided.says());
  }
}
