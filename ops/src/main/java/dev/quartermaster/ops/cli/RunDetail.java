package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.jobs.batch.BatchRecord;
import dev.quartermaster.jobs.batch.RunLogs;
import dev.quartermaster.jobs.run.Run;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * All that is on record of one run.
 *
 * @param retries how often its schedule tries a run again
 */
record RunDetail(RunView view, List<BatchRecord> batches, List<RunLogs.Line> log, int retries) {

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  static RunDetail of(Handle handle, RunView view, int retries) {
    long run = view.run().id();
    return new RunDetail(view, BatchRecord.of(handle, run), RunLogs.of(handle, run), retries);
  }

  ObjectNode json() {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("schedule", view.run().schedule());
    document.putArray("runs").add(view.json());
    ArrayNode all = document.putArray("batches");
    batches.forEach(batch -> all.add(json(batch)));
    ArrayNode lines = document.putArray("log");
    log.forEach(
        line ->
            lines
                .addObject()
                .put("at", line.at().toString())
                .put("node", line.node())
                .put("line", line.text()));
    return document;
  }

  private static ObjectNode json(BatchRecord batch) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("number", batch.number());
    json.put("state", batch.state());
    json.put("node", batch.node().orElse(null));
    json.put("attempt", batch.attempt());
    json.put("items", batch.items().isPresent() ? (Long) batch.items().getAsLong() : null);
    json.put("took_s", batch.took().map(took -> took.toMillis() / 1000.0).orElse(null));
    boolean isPart = batch.of().batch().isPresent();
    json.put("part_of", isPart ? (Integer) batch.of().batch().getAsInt() : null);
    json.put("item", batch.of().item().orElse(null));
    json.put("error", batch.error().orElse(null));
    return json;
  }

  void print(PrintStream out) {
    Table table = RunTable.empty();
    RunTable.row(table, view, retries);
    table.print(out);
    Run run = view.run();
    out.println();
    out.println("fired    " + When.absolute(run.firedAt()) + " by " + run.firedBy());
    view.startedAt().ifPresent(at -> out.println("started  " + When.absolute(at)));
    run.end().ifPresent(end -> out.println("ended    " + When.absolute(end.at())));
    view.error().ifPresent(error -> out.println(Table.wrapped(error.strip(), 0)));
    batches(out);
    log(out);
  }

  private void batches(PrintStream out) {
    if (batches.isEmpty()) {
      return;
    }
    out.println();
    Table table = new Table(">BATCH", "STATE", "NODE", ">ATTEMPT", ">ITEMS", ">TOOK", "OF");
    table.giving(2, 6);
    for (BatchRecord batch : batches) {
      table.row(
          Integer.toString(batch.number()),
          batch.state(),
          batch.node().orElse("-"),
          Integer.toString(batch.attempt()),
          batch.items().isPresent() ? "%,d".formatted(batch.items().getAsLong()) : "",
          batch.took().map(RunTable::seconds).orElse(""),
          origin(batch.of()));
      batch.error().ifPresent(table::say);
    }
    table.print(out);
  }

  private static String origin(BatchRecord.Origin of) {
    List<String> words = new ArrayList<>();
    of.batch().ifPresent(whole -> words.add("part of " + whole));
    of.item().ifPresent(item -> words.add("item " + item));
    return String.join(", ", words);
  }

  private void log(PrintStream out) {
    if (log.isEmpty()) {
      return;
    }
    out.println();
    for (RunLogs.Line line : log) {
      String lead = time(line.at()) + "  " + line.node() + "  ";
      String text =
          RunSays.plain(line).collect(Collectors.joining("\n" + " ".repeat(lead.length())));
      out.println(lead + text);
    }
  }

  private static String time(Instant at) {
    return CLOCK.format(at);
  }
}
