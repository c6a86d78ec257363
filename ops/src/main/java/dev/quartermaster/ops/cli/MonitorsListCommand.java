package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.ops.cli.Where.Session;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "list",
    description = "Every declared monitor: how it stands, when it is expected and was seen.",
    footer = {"  quartermaster monitors list", "  quartermaster monitors list --json"},
    mixinStandardHelpOptions = true)
final class MonitorsListCommand implements Callable<Integer> {

  @Mixin private Where where;
  @Mixin private Output output;

  @Override
  public Integer call() {
    try (Session session = where.look()) {
      List<MonitorDetail> all = session.database().transaction(MonitorDetail::all);
      ObjectNode document = JsonNodeFactory.instance.objectNode();
      ArrayNode monitors = document.putArray("monitors");
      all.forEach(monitor -> monitors.add(monitor.json()));
      output.print(document, out -> table(all).print(out));
    }
    return ExitCode.DONE;
  }

  private static Table table(List<MonitorDetail> all) {
    Table table =
        new Table("MONITOR", "STATE", "WHEN", "EXPECTED", "LAST SEEN", "OWNER")
            .giving(0, 2)
            .givingFirst(5);
    for (MonitorDetail monitor : all) {
      table.row(
          monitor.view().monitor().name(),
          monitor.verdict().state().word(),
          When.timetable(monitor.view().monitor().plan().timetable().text()),
          monitor.expected().map(at -> When.briefly(at, monitor.now())).orElse("-"),
          monitor.last().seen().map(at -> When.briefly(at, monitor.now())).orElse("never"),
          monitor.view().monitor().about().owner());
    }
    if (all.isEmpty()) {
      table.say("No monitor is declared: see 'monitors' in the configuration.");
    }
    return table;
  }
}
