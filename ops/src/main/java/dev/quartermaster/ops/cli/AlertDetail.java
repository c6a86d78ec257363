package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.alerts.alert.Alert;
import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.alert.Event;
import dev.quartermaster.alerts.outbox.Delivered;
import dev.quartermaster.ops.status.AlertJson;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;

/** All that is on record of one alert. */
record AlertDetail(Alert alert, List<Event> events, List<Delivered> deliveries, Instant now) {

  /** Of a text that a person reads; what is longer is in --json. */
  private static final int LONGEST = 2_000;

  ObjectNode json() {
    Condition.Text text = alert.condition().text();
    ObjectNode json = AlertJson.of(alert);
    json.put("runbook", text.runbook().orElse(null));
    ObjectNode details = json.putObject("details");
    text.details().forEach(details::put);
    ObjectNode labels = json.putObject("labels");
    text.labels().forEach(labels::put);
    ArrayNode happened = json.putArray("events");
    for (Event event : events) {
      happened
          .addObject()
          .put("at", event.at().toString())
          .put("kind", event.kind().word())
          .put("says", event.says());
    }
    ArrayNode told = json.putArray("deliveries");
    deliveries.forEach(one -> told.add(json(one, told.objectNode())));
    return json;
  }

  private static ObjectNode json(Delivered one, ObjectNode json) {
    json.put("channel", one.channel()).put("kind", one.kind()).put("state", one.state());
    json.put("attempts", one.attempts());
    json.put("settled_at", one.settledAt().map(Object::toString).orElse(null));
    return json.put("error", one.error().orElse(null));
  }

  void print(PrintStream out) {
    Condition condition = alert.condition();
    say(out, "%s %s".formatted(alert.cause().name(), alert.cause().subject()), 0);
    out.printf(
        "%s, %s, since %s%n",
        alert.state().word(), alert.severity().word(), When.at(condition.since(), now));
    say(out, condition.text().summary(), 0);
    condition.text().details().forEach((what, value) -> say(out, what + ": " + value, 2));
    condition.text().runbook().ifPresent(runbook -> say(out, "runbook: " + runbook, 2));
    alert.told().keptQuietBy().ifPresent(why -> say(out, "nobody is told: " + why, 2));
    out.println();
    happened(out);
    out.println();
    told(out);
  }

  private void happened(PrintStream out) {
    Table table = new Table("AT", "EVENT");
    for (Event event : events) {
      table.row(When.absolute(event.at()), event.kind().word()).say(plain(event.says()));
    }
    table.print(out);
  }

  private void told(PrintStream out) {
    if (deliveries.isEmpty()) {
      out.println("Nobody was told.");
      return;
    }
    Table table = new Table("CHANNEL", "TOLD", "STATE", ">TRIES").giving(0);
    for (Delivered one : deliveries) {
      table.row(one.channel(), one.kind(), one.state(), Integer.toString(one.attempts()));
      one.error().ifPresent(error -> table.say(plain(error)));
    }
    table.print(out);
  }

  private static void say(PrintStream out, String text, int indent) {
    out.println(Table.wrapped(plain(text), indent));
  }

  /** What others have said may hold anything: nothing of it may act on the terminal. */
  private static String plain(String text) {
    return Table.cut(text, LONGEST);
  }
}
