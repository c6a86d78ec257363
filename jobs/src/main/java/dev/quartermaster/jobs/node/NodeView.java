package dev.quartermaster.jobs.node;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A node as the cluster sees it.
 *
 * @param state up, draining, drained, late (its heartbeat is overdue), dead or left
 * @param claimed batches that it has in hand
 */
public record NodeView(
    String name,
    String state,
    String version,
    Instant startedAt,
    Instant heartbeatAt,
    Duration silence,
    Condition condition,
    long claimed) {

  /**
   * What the node told of itself; each is empty when it told nothing.
   *
   * @param clockAhead its machine's clock less the database's
   * @param generation of the configuration that it goes by
   * @param configurationError why the configuration on its disk is not in force
   */
  public record Condition(
      Optional<Duration> clockAhead,
      Optional<Long> generation,
      Optional<String> configurationError) {}

  /** Whether it lives: its heart beats, whether it takes work or not. */
  public boolean isAlive() {
    return state.equals("up") || isDrained();
  }

  /** Whether it was told to take no more work. */
  public boolean isDrained() {
    return state.equals("draining") || state.equals("drained");
  }
}
