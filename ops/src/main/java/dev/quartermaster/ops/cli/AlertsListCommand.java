package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.alerts.alert.Alert;
import dev.quartermaster.alerts.alert.Alerts;
import dev.quartermaster.alerts.alert.Silence;
import dev.quartermaster.alerts.alert.Silences;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.ops.status.AlertJson;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "list",
    description = "Alerts that are open, the worst first, and silences in force.",
    footer = {"  quartermaster alerts list", "  quartermaster alerts list --all --json"},
    mixinStandardHelpOptions = true)
final class AlertsListCommand implements Callable<Integer> {

  private static final int MOST = 1_000;

  /** Of a summary; 'show' has all of it. */
  private static final int LONGEST = 400;

  @Mixin private Where where;
  @Mixin private Output output;

  @Option(names = "--all", description = "The newest thousand, open or over.")
  private boolean all;

  private record Look(Instant now, List<Alert> alerts, List<Silence> silences) {}

  @Override
  public Integer call() {
    try (Session session = where.look()) {
      Look look = session.database().transaction(this::look);
      ObjectNode document = JsonNodeFactory.instance.objectNode();
      ArrayNode alerts = document.putArray("alerts");
      look.alerts().forEach(alert -> alerts.add(AlertJson.of(alert)));
      ArrayNode silences = document.putArray("silences");
      look.silences().forEach(silence -> silences.add(json(silence)));
      output.print(document, out -> print(out, look));
    }
    return ExitCode.DONE;
  }

  private Look look(Handle handle) {
    return new Look(
        DatabaseClock.now(handle),
        all ? Alerts.newest(handle, MOST) : Alerts.open(handle),
        Silences.current(handle));
  }

  private static ObjectNode json(Silence silence) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", silence.id())
            .put("match", silence.matches())
            .put("begins_at", silence.begins().toString())
            .put("ends_at", silence.ends().toString());
    return json.put("created_by", silence.by()).put("reason", silence.reason());
  }

  private void print(PrintStream out, Look look) {
    if (look.alerts().isEmpty()) {
      out.println(all ? "There was no alert yet." : "No alert is open.");
    } else {
      Table table = new Table(">ID", "STATE", "SEVERITY", "SINCE", "WHAT").giving(4);
      for (Alert alert : look.alerts()) {
        table.row(
            Long.toString(alert.id()),
            alert.told().keptQuietBy().isPresent() ? "quiet" : alert.state().word(),
            alert.severity().word(),
            When.relative(alert.condition().since(), look.now()),
            alert.cause().name() + " " + alert.cause().subject());
        table.say(Table.cut(alert.condition().text().summary(), LONGEST));
        alert.told().keptQuietBy().ifPresent(why -> table.say("nobody is told: " + why));
        alert
            .acknowledgement()
            .ifPresent(
                ack ->
                    table.say(
                        "%s has it, until %s"
                            .formatted(ack.by(), When.at(ack.until(), look.now()))));
      }
      table.print(out);
    }
    for (Silence silence : look.silences()) {
      String says =
          "Silence %d (%s) ends %s: %s, by %s"
              .formatted(
                  silence.id(),
                  silence.matches(),
                  When.relative(silence.ends(), look.now()),
                  silence.reason(),
                  silence.by());
      out.println(Table.wrapped(Table.cut(says, LONGEST), 0));
    }
  }
}
