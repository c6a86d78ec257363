package dev.quartermaster.jobs.watch;

import dev.quartermaster.jobs.node.NodeView;
import java.util.List;

/**
 * How many nodes there are to fire.
 *
 * @param alive whose heart beats
 * @param drained of these, told to take no work
 * @param dead that did not leave by themselves
 */
record NodeCount(int alive, int drained, int dead) {

  static NodeCount of(List<NodeView> all) {
    List<NodeView> nodes = all.stream().filter(node -> !node.isHelper()).toList();
    return new NodeCount(
        (int) nodes.stream().filter(NodeView::isAlive).count(),
        (int) nodes.stream().filter(NodeView::isDrained).count(),
        (int)
            nodes.stream()
                .filter(node -> node.state().equals("late") || node.state().equals("dead"))
                .count());
  }

  String says() {
    if (alive == 0) {
      return "no node is alive";
    } else if (alive == drained) {
      return alive == 1 ? "the only node is drained" : "all %d nodes are drained".formatted(alive);
    }
    String living =
        alive == 1 ? "the one node is alive" : "all %d nodes are alive".formatted(alive);
    if (dead > 0) {
      living = "%d of %d nodes %s alive".formatted(alive, alive + dead, alive == 1 ? "is" : "are");
    }
    return drained == 0 ? living : "%s, %d of them drained".formatted(living, drained);
  }
}
