package dev.quartermaster.ops.status;

import dev.quartermaster.alerts.alert.Spans;
import dev.quartermaster.jobs.node.Generation;
import dev.quartermaster.jobs.node.Generations;
import dev.quartermaster.jobs.node.NodeView;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What is wrong with the nodes that live: drained, misconfigured, or with a clock of their own. */
final class ClusterProblems {

  private final List<NodeView> alive;
  private final Optional<Generation> newest;
  private final Duration clockBound;
  private final List<String> problems = new ArrayList<>();

  private ClusterProblems(List<NodeView> alive, Optional<Generation> newest, Duration clockBound) {
    this.alive = alive;
    this.newest = newest;
    this.clockBound = clockBound;
  }

  /**
   * In sentences.
   *
   * @param maxClockSkew at which a node refuses to start; half of it is worth a word
   */
  static List<String> of(Handle handle, List<NodeView> nodes, Duration maxClockSkew) {
    List<NodeView> alive =
        nodes.stream()
            .filter(NodeView::isAlive)
            .filter(node -> !node.name().startsWith(ReadStatus.HAND))
            .toList();
    return new ClusterProblems(alive, Generations.newest(handle), maxClockSkew.dividedBy(2)).list();
  }

  private List<String> list() {
    drained();
    for (NodeView node : alive) {
      node.condition()
          .configurationError()
          .ifPresent(
              error ->
                  problems.add(
                      "node %s: its configuration file is invalid and the one before is in force: %s"
                          .formatted(node.name(), error)));
      newest.filter(generation -> isOlder(node, generation)).ifPresent(g -> older(node, g));
      node.condition().clockAhead().ifPresent(ahead -> clock(node, ahead));
    }
    return problems;
  }

  private void drained() {
    if (!alive.isEmpty() && alive.stream().allMatch(NodeView::isDrained)) {
      problems.add(
          "every node that is up is drained: nothing fires; 'nodes drain %s --undo' lets it work"
              .formatted(alive.get(0).name()));
    }
  }

  private static boolean isOlder(NodeView node, Generation newest) {
    return node.condition().generation().filter(own -> own < newest.number()).isPresent();
  }

  private void older(NodeView node, Generation newest) {
    String holder =
        alive.stream()
            .filter(other -> other.condition().generation().equals(Optional.of(newest.number())))
            .map(NodeView::name)
            .findFirst()
            .orElse(newest.publishedBy());
    problems.add(
        "node %s has an older configuration than %s (published at %s): it declares nothing until it has the same"
            .formatted(node.name(), holder, newest.publishedAt().truncatedTo(ChronoUnit.SECONDS)));
  }

  private void clock(NodeView node, Duration ahead) {
    if (ahead.abs().compareTo(clockBound) > 0) {
      problems.add(
          "node %s's clock is %s %s the database's: let both follow a time server"
              .formatted(
                  node.name(),
                  Spans.words(ahead.abs().toSeconds()),
                  ahead.isNegative() ? "behind" : "ahead of"));
    }
  }
}
