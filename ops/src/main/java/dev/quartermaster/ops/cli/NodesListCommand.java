package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.jobs.node.NodeView;
import dev.quartermaster.jobs.node.Nodes;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.ops.status.ReadStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "list",
    description = "Every node that was ever seen: its state, clock, configuration and work.",
    footer = {"  quartermaster nodes list", "  quartermaster nodes list --json"},
    mixinStandardHelpOptions = true)
final class NodesListCommand implements Callable<Integer> {

  private static final int LONGEST_NAME = 18;
  private static final Duration FINE = Duration.ofMinutes(1);
  private static final int LONGEST_VERSION = 10;

  @Mixin private Where where;
  @Mixin private Output output;

  private record Look(Instant now, List<NodeView> nodes) {}

  @Override
  public Integer call() {
    try (Session session = where.look()) {
      Look look =
          session
              .database()
              .transaction(
                  handle -> new Look(DatabaseClock.now(handle), nodes(Nodes.list(handle))));
      ObjectNode document = JsonNodeFactory.instance.objectNode();
      ArrayNode all = document.putArray("nodes");
      look.nodes().forEach(node -> all.add(json(node)));
      output.print(document, out -> table(look).print(out));
    }
    return ExitCode.DONE;
  }

  private static List<NodeView> nodes(List<NodeView> all) {
    return all.stream()
        .filter(node -> !node.name().startsWith(ReadStatus.HAND) || node.isAlive())
        .toList();
  }

  private static ObjectNode json(NodeView node) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", node.name())
            .put("state", node.state())
            .put("version", node.version())
            .put("last_heartbeat_at", node.heartbeatAt().toString())
            .put("started_at", node.startedAt().toString());
    json.put("clock_ahead_ms", node.condition().clockAhead().map(Duration::toMillis).orElse(null));
    json.put("generation", node.condition().generation().orElse(null));
    json.put("configuration_error", node.condition().configurationError().orElse(null));
    return json.put("claimed_batches", node.claimed());
  }

  private static Table table(Look look) {
    Table table =
        new Table("NODE", "STATE", ">SILENT", ">UP FOR", ">CLOCK", ">CONFIG", ">HAS", "VERSION")
            .giving(0, 7);
    for (NodeView node : look.nodes()) {
      table.row(
          shortened(node.name(), LONGEST_NAME),
          node.state(),
          When.brief(node.silence()),
          node.isAlive() ? When.brief(Duration.between(node.startedAt(), look.now())) : "-",
          clock(node.condition().clockAhead()),
          node.condition().generation().map(String::valueOf).orElse("-"),
          Long.toString(node.claimed()),
          shortened(node.version(), LONGEST_VERSION));
    }
    return table;
  }

  private static String clock(Optional<Duration> ahead) {
    return ahead.map(by -> (by.isNegative() ? "-" : "+") + fine(by.abs())).orElse("-");
  }

  private static String fine(Duration span) {
    return span.compareTo(FINE) < 0
        ? String.format(Locale.ROOT, "%.1f s", span.toMillis() / 1000.0)
        : When.brief(span);
  }

  private static String shortened(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }
}
