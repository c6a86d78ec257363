package dev.quartermaster.jobs.watch;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.alert.Details;
import dev.quartermaster.alerts.alert.Sign;
import dev.quartermaster.alerts.alert.Spans;
import dev.quartermaster.jobs.node.NodeView;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Judges the nodes together; commands that lend a hand are none. Pure. */
record JudgeCluster(Instant now) {

  /** One that was seen longer ago does not belong to it any more. */
  private static final Duration BELONGS = Duration.ofDays(1);

  /** A node that leaves by itself comes back within this, or is replaced. */
  private static final Duration PLANNED = Duration.ofHours(1);

  /** A node that is started again after a crash needs none. */
  private static final Duration ALONE = Duration.ofMinutes(5);

  /** An upgrade, node by node. */
  private static final Duration UPGRADED = Duration.ofHours(1);

  /** A restart, or a drain before it. */
  private static final Duration RESTARTED = Duration.ofMinutes(2);

  List<Condition> judge(List<NodeView> nodes) {
    List<NodeView> alive = nodes.stream().filter(NodeView::isAlive).toList();
    return Stream.of(small(alive, nodes), versions(alive), nothingFires(alive, nodes))
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Condition> small(List<NodeView> alive, List<NodeView> nodes) {
    List<NodeView> missed = nodes.stream().filter(this::isMissed).toList();
    if (alive.size() != 1 || missed.isEmpty()) {
      return Optional.empty();
    }
    Details details = Details.NONE.with("left", alive.get(0).name());
    for (NodeView node : missed) {
      details =
          details.with(
              node.name(), "%s, last seen at %s".formatted(node.state(), node.heartbeatAt()));
    }
    return Optional.of(
        new Told(
                "node %s is the only one left of %d"
                    .formatted(alive.get(0).name(), missed.size() + 1),
                details)
            .ofCluster(Sign.warning("ClusterSmall", newestBeat(missed)).holding(ALONE)));
  }

  private boolean isMissed(NodeView node) {
    Duration absent = node.state().equals("left") ? PLANNED : JudgeNode.SILENT;
    return !node.isAlive()
        && node.silence().compareTo(absent) > 0
        && node.silence().compareTo(BELONGS) <= 0;
  }

  private static Instant newestBeat(List<NodeView> nodes) {
    return nodes.stream().map(NodeView::heartbeatAt).max(Comparator.naturalOrder()).orElseThrow();
  }

  private Optional<Condition> versions(List<NodeView> alive) {
    Set<String> versions =
        alive.stream().map(NodeView::version).collect(Collectors.toCollection(TreeSet::new));
    if (versions.size() < 2) {
      return Optional.empty();
    }
    Details details = Details.NONE;
    for (NodeView node : alive) {
      details = details.with(node.name(), node.version());
    }
    Instant since =
        alive.stream().map(NodeView::startedAt).max(Comparator.naturalOrder()).orElse(now);
    return Optional.of(
        new Told("nodes run different versions: " + String.join(", ", versions), details)
            .ofCluster(Sign.warning("VersionsApart", since).holding(UPGRADED)));
  }

  /** Before the first node there is nothing to miss. */
  private Optional<Condition> nothingFires(List<NodeView> alive, List<NodeView> nodes) {
    if (!alive.isEmpty()) {
      return alive.stream().allMatch(NodeView::isDrained)
          ? Optional.of(allDrained(alive))
          : Optional.empty();
    }
    return nodes.stream()
        .max(Comparator.comparing(NodeView::heartbeatAt))
        // One that is only late may be back at once.
        .filter(last -> last.state().equals("left") || JudgeNode.isDown(last))
        .map(JudgeCluster::noneIsUp);
  }

  private static Condition noneIsUp(NodeView last) {
    Sign sign = Sign.critical("NothingFires", last.heartbeatAt());
    boolean isPlanned = last.state().equals("left");
    return new Told(
            "no node is up: nothing fires; the last one, %s, %s %s ago"
                .formatted(
                    last.name(), isPlanned ? "left" : "went silent", Spans.words(last.silence())),
            Details.NONE
                .with("last node", last.name())
                .with("seen last", last.heartbeatAt())
                .with("mend", "start one with 'up' or 'node'"))
        .ofCluster(isPlanned ? sign.holding(RESTARTED) : sign);
  }

  private Condition allDrained(List<NodeView> alive) {
    String names = alive.stream().map(NodeView::name).collect(Collectors.joining(", "));
    return new Told(
            "every node that is up is drained: nothing fires",
            Details.NONE
                .with("nodes", names)
                .with("mend", "nodes drain %s --undo".formatted(alive.get(0).name())))
        .ofCluster(Sign.critical("NothingFires", now).holding(RESTARTED));
  }
}
