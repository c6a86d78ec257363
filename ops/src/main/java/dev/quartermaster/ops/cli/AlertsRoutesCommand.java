package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.paging.Rehearsal;
import dev.quartermaster.ops.paging.Rehearsal.Told;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "routes",
    description = {
      "Rehearse who would be told: for each schedule, monitor and alert, which channels in which order.",
      "Exit code 1 when something critical would reach nobody but the log. Asks no database."
    },
    footer = {
      "  quartermaster alerts routes",
      "  quartermaster alerts routes --config quartermaster.yaml --json"
    },
    mixinStandardHelpOptions = true)
final class AlertsRoutesCommand implements Callable<Integer> {

  @Mixin private Where where;
  @Mixin private Output output;

  @Override
  public Integer call() {
    Configuration configuration = where.installation().configuration();
    List<Told> all = Rehearsal.of(configuration);
    List<Told> nobody = all.stream().filter(Told::reachesNobody).toList();
    output.print(json(all), out -> print(out, all, nobody));
    return nobody.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static ObjectNode json(List<Told> all) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode routes = document.putArray("routes");
    for (Told told : all) {
      ObjectNode one =
          routes
              .addObject()
              .put("kind", told.kind())
              .put("name", told.name())
              .put("reaches_somebody", !told.reachesNobody());
      ArrayNode critical = one.putArray("critical");
      told.critical().forEach(critical::add);
      ArrayNode warning = one.putArray("warning");
      told.warning().forEach(warning::add);
    }
    return document;
  }

  private static void print(PrintStream out, List<Told> all, List<Told> nobody) {
    Table table = new Table("OF", "NAME", "CRITICAL", "WARNING").giving(1, 2, 3);
    all.forEach(
        told -> table.row(told.kind(), told.name(), chain(told.critical()), chain(told.warning())));
    table.print(out);
    if (!nobody.isEmpty()) {
      String of =
          nobody.size() == all.size()
              ? "anything critical"
              : String.join(", ", nobody.stream().map(Told::name).toList());
      out.println();
      out.println(
          Table.wrapped(
              "Nobody would be told of %s: only the log. Add a channel and a route for it in quartermaster.yaml."
                  .formatted(of),
              0));
    }
  }

  private static String chain(List<String> channels) {
    return String.join(" > ", channels);
  }
}
