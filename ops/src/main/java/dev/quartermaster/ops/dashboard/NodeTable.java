package dev.quartermaster.ops.dashboard;

import dev.quartermaster.ops.status.Status.NodeStatus;
import java.util.List;

/** The nodes, one row each. */
final class NodeTable {

  private NodeTable() {}

  static Html of(List<NodeStatus> nodes, Clock clock) {
    if (nodes.isEmpty()) {
      return Html.of(
          "<section>\n<h2>Nodes</h2>\n<p class=\"quiet\">None has ever joined.</p>\n</section>\n");
    }
    return Html.of(
        """
        <section>
        <h2>Nodes</h2>
        <table>
        <thead><tr><th scope="col">Name</th><th scope="col">State</th><th scope="col">Last heartbeat</th><th scope="col">Version</th></tr></thead>
        <tbody>
        {}</tbody>
        </table>
        </section>
        """,
        Html.all(nodes.stream().map(node -> row(node, clock))));
  }

  private static Html row(NodeStatus node, Clock clock) {
    return Html.of(
        """
        <tr><th scope="row">{}</th><td data-label="State">{}</td><td data-label="Last heartbeat">{}</td><td data-label="Version">{}</td></tr>
        """,
        node.name(),
        Mark.ofState(node.state()).html(),
        clock.both(node.lastHeartbeatAt()),
        node.version());
  }
}
