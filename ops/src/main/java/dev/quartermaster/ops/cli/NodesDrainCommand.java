package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.quartermaster.jobs.node.Drains;
import dev.quartermaster.jobs.node.NodeView;
import dev.quartermaster.jobs.node.Nodes;
import dev.quartermaster.ops.audit.Audit;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.ops.node.Refused;
import java.util.List;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "drain",
    description = {
      "Have a node take no more work and finish what it has; it lasts until --undo or its next start.",
      "'nodes list' says when nothing of it is left."
    },
    footer = {
      "  quartermaster nodes drain hk-1 --reason \"new kernel\"",
      "  quartermaster nodes drain hk-1 --undo"
    },
    mixinStandardHelpOptions = true)
final class NodesDrainCommand implements Callable<Integer> {

  @Mixin private Where where;
  @Mixin private Output output;
  @Mixin private Changing changing;

  @Option(names = "--undo", description = "Have it take work again.")
  private boolean undo;

  @Parameters(paramLabel = "NODE", description = "The node's name, as 'nodes list' shows it.")
  private String name;

  @Override
  public Integer call() {
    try (Session session = where.look()) {
      boolean changed =
          session.database().transaction(handle -> changing.tried(handle, () -> change(handle)));
      output.print(
          JsonNodeFactory.instance
              .objectNode()
              .put("name", name)
              .put("drained", !undo)
              .put("changed", changed),
          out -> out.println(said(changed)));
    }
    return ExitCode.DONE;
  }

  private boolean change(Handle handle) {
    NodeView node = known(Nodes.list(handle));
    if (undo ? !Drains.undo(handle, name) : !drain(handle, node)) {
      return false;
    }
    Audit.record(handle, undo ? "nodes drain --undo" : "nodes drain", name, changing.reason);
    return true;
  }

  private boolean drain(Handle handle, NodeView node) {
    if (!node.isAlive() && !node.state().equals("late")) {
      throw new Refused(
          "node '%s' is not up (%s): there is nothing to drain".formatted(name, node.state()));
    }
    return Drains.drain(handle, name);
  }

  private NodeView known(List<NodeView> nodes) {
    return nodes.stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInput(
                    "there is no node '%s'; known are: %s"
                        .formatted(
                            name, String.join(", ", nodes.stream().map(NodeView::name).toList()))));
  }

  private String said(boolean changed) {
    String would = changing.dryRun ? "would take" : "takes";
    if (undo) {
      return changed ? name + " " + would + " work again" : name + " is not drained";
    }
    return changed
        ? name + " " + would + " no more work, and finishes what it has: see 'nodes list'"
        : name + " is drained already";
  }
}
