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

  /** What the name of a command begins with that lends a hand to one run. */
  public static final String HELPER = "cli-";

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
      Optional<String> configurationError,
      Feeling feeling) {}

  /**
   * How its work goes, by what it told with its last beat.
   *
   * @param firing whether its scheduler fires; empty when it told nothing
   * @param workersBusySince since when all its workers have been busy while a run has none
   * @param poolWaitingSince since when somebody has been waiting for a connection of its pool
   */
  public record Feeling(
      Optional<Boolean> firing,
      Optional<Instant> workersBusySince,
      Optional<Instant> poolWaitingSince) {}

  /** Whether it lives: its heart beats, whether it takes work or not. */
  public boolean isAlive() {
    return state.equals("up") || isDrained();
  }

  /**
   * Whether it is a command that lends a hand to one run; it fires nothing, and is missed by
   * nobody.
   */
  public boolean isHelper() {
    return name.startsWith(HELPER);
  }

  /** Whether it was told to take no more work. */
  public boolean isDrained() {
    return state.equals("draining") || state.equals("drained");
  }
}
