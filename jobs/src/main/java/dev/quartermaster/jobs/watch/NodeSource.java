package dev.quartermaster.jobs.watch;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.watchdog.Source;
import dev.quartermaster.jobs.node.Generation;
import dev.quartermaster.jobs.node.Generations;
import dev.quartermaster.jobs.node.NodeView;
import dev.quartermaster.jobs.node.Nodes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Looks whether the nodes live, are of one mind, and do their work. */
final class NodeSource implements Source {

  private final Watched watched;

  NodeSource(Watched watched) {
    this.watched = watched;
  }

  @Override
  public Set<String> names() {
    return Set.of(
        "NodeDown",
        "ClusterSmall",
        "VersionsApart",
        "ClocksApart",
        "ConfigurationInvalid",
        "ConfigurationOld",
        "NothingFires",
        "QuartzStandby",
        "ThreadsBusy",
        "PoolStarved");
  }

  @Override
  public List<Condition> look(Handle handle, Instant now) {
    List<NodeView> nodes = Nodes.list(handle).stream().filter(node -> !node.isHelper()).toList();
    Optional<Generation> newest = Generations.newest(handle);
    JudgeNode each = new JudgeNode(now, newest, watched.maxClockSkew());
    return Stream.concat(
            nodes.stream().flatMap(node -> each.judge(node).stream()),
            new JudgeCluster(now).judge(nodes).stream())
        .toList();
  }
}
