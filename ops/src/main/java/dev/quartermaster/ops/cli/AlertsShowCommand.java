package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.alerts.alert.Alert;
import dev.quartermaster.alerts.alert.Alerts;
import dev.quartermaster.alerts.alert.Event;
import dev.quartermaster.alerts.outbox.Delivered;
import dev.quartermaster.alerts.outbox.Outbox;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.ops.status.AlertJson;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = "One alert: what is known, all that happened to it, and who was told.",
    mixinStandardHelpOptions = true)
final class AlertsShowCommand implements Callable<Integer> {

  @Mixin private Where where;
  @Mixin private Output output;

  @Parameters(paramLabel = "ID")
  private long id;

  private record Look(Alert alert, List<Event> events, List<Delivered> deliveries) {}

  @Override
  public Integer call() {
    try (Session session = where.look()) {
      Look look = session.database().transaction(this::look);
      output.print(json(look), out -> print(out, look));
    }
    return ExitCode.DONE;
  }

  private Look look(Handle handle) {
    return new Look(KnownAlerts.find(handle, id), Alerts.events(handle, id), Outbox.of(handle, id));
  }

  private static ObjectNode json(Look look) {
    ObjectNode json = AlertJson.of(look.alert());
    look.alert().condition().text().runbook().ifPresent(runbook -> json.put("runbook", runbook));
    ObjectNode details = json.putObject("details");
    look.alert().condition().text().details().forEach(details::put);
    ObjectNode labels = json.putObject("labels");
    look.alert().condition().text().labels().forEach(labels::put);
    ArrayNode events = json.putArray("events");
    look.events()
        .forEach(
            event ->
                events
                    .addObject()
                    .put("at", event.at().toString())
                    .put("kind", event.kind().word())
                    .put("says", event.says()));
    ArrayNode deliveries = json.putArray("deliveries");
    look.deliveries()
        .forEach(
            one -> {
              ObjectNode delivery =
                  deliveries
                      .addObject()
                      .put("channel", one.channel())
                      .put("kind", one.kind())
                      .put("state", one.state())
                      .put("attempts", one.attempts());
              delivery.put("settled_at", one.settledAt().map(Object::toString).orElse(null));
              delivery.put("error", one.error().orElse(null));
            });
    return json;
  }

  private static void print(PrintStream out, Look look) {
    Alert alert = look.alert();
    out.printf(
        "%s %s is %s, %s, since %s%n%s%n",
        alert.cause().name(),
        alert.cause().subject(),
        alert.state().word(),
        alert.severity().word(),
        When.absolute(alert.condition().since()),
        alert.condition().text().summary());
    alert
        .condition()
        .text()
        .details()
        .forEach((what, value) -> out.printf("  %s: %s%n", what, value));
    alert.condition().text().runbook().ifPresent(runbook -> out.println("  runbook: " + runbook));
    Table events = new Table("AT", "EVENT", "WHAT").giving(2);
    look.events()
        .forEach(event -> events.row(When.absolute(event.at()), event.kind().word(), event.says()));
    out.println();
    events.print(out);
    if (look.deliveries().isEmpty()) {
      out.println("\nNobody was told.");
      return;
    }
    Table deliveries = new Table("CHANNEL", "TOLD", "STATE", ">TRIES", "ERROR").giving(4);
    look.deliveries()
        .forEach(
            one ->
                deliveries.row(
                    one.channel(),
                    one.kind(),
                    one.state(),
                    Integer.toString(one.attempts()),
                    one.error().orElse("-")));
    out.println();
    deliveries.print(out);
  }
}
