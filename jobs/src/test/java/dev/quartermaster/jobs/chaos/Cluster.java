package dev.quartermaster.jobs.chaos;

import dev.quartermaster.jobs.node.NodeProcess;
import dev.quartermaster.jobs.node.NodeProcess.Launch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Three nodes, each a process behind a link of its own; one more link is the charger's. */
final class Cluster implements AutoCloseable {

  static final int NODES = 3;
  static final int LINKS = NODES + 1;

  private final OwnPostgres postgres;
  private final Path directory;
  private final List<Proxy> links = new ArrayList<>();
  private final List<NodeProcess> nodes = new ArrayList<>();
  private final int[] lives = new int[NODES];
  private final Set<Integer> killed = new HashSet<>();

  Cluster(OwnPostgres postgres, Path directory) throws IOException {
    this.postgres = postgres;
    this.directory = directory;
    for (int i = 0; i < LINKS; i++) {
      links.add(new Proxy(postgres.port()));
    }
  }

  static String name(int node) {
    return "hk-" + (node + 1);
  }

  void startAll() throws IOException {
    for (int i = 0; i < NODES; i++) {
      nodes.add(launch(i));
    }
  }

  private NodeProcess launch(int node) throws IOException {
    return NodeProcess.start(
        new Launch(
            name(node),
            ++lives[node],
            postgres.at(links.get(node).port(), "unused"),
            ChaosLoad.class),
        directory);
  }

  /** The charger's. */
  Proxy ownLink() {
    return links.get(NODES);
  }

  void begin(Fault fault) throws IOException, InterruptedException {
    switch (fault.kind()) {
      case KILL -> kill(fault.target());
      case FREEZE -> nodes.get(fault.target()).freeze();
      case STALL -> links.get(fault.target()).stall();
      case CUT -> links.get(fault.target()).cut();
      case DATABASE_FAST -> postgres.stop("INT");
      case DATABASE_IMMEDIATE -> postgres.stop("QUIT");
    }
  }

  void end(Fault fault) throws IOException {
    switch (fault.kind()) {
      case KILL -> startAgain(fault.target());
      case FREEZE -> nodes.get(fault.target()).wake();
      case STALL, CUT -> links.get(fault.target()).heal();
      case DATABASE_FAST, DATABASE_IMMEDIATE -> postgres.start();
    }
  }

  private void kill(int node) {
    killed.add(node);
    nodes.get(node).kill();
  }

  private void startAgain(int node) throws IOException {
    killed.remove(node);
    nodes.set(node, launch(node));
  }

  /**
   * A node that ended by itself, as one does that finds no database when it starts, is started
   * again, as a service manager would.
   *
   * @return how many there were
   */
  int reviveEnded() throws IOException {
    int ended = 0;
    for (int i = 0; i < NODES; i++) {
      if (!nodes.get(i).isAlive() && !killed.contains(i)) {
        startAgain(i);
        ended++;
      }
    }
    return ended;
  }

  /** Has every node finish what it does, and end. */
  void leave() throws Exception {
    List<CompletableFuture<?>> ends = new ArrayList<>();
    for (NodeProcess node : nodes) {
      ends.add(node.leave());
    }
    CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).get(2, TimeUnit.MINUTES);
  }

  @Override
  public void close() throws IOException {
    nodes.forEach(NodeProcess::close);
    for (Proxy link : links) {
      link.close();
    }
  }
}
