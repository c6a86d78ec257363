package dev.quartermaster.jobs.node;

import java.time.Duration;
import java.util.Optional;

/**
 * What a node hears when it beats.
 *
 * @param drained whether it is to take no more work
 * @param clockAhead its machine's clock less the database's, when that was last measured
 */
record Beat(boolean drained, Optional<Duration> clockAhead) {

  /**
   * What it tells of itself with a beat.
   *
   * @param clockAhead its machine's clock less the database's; empty when that was not measured
   * @param configurationError why the configuration on its disk is not in force; empty when it is
   */
  record Condition(
      Optional<Duration> clockAhead, Optional<String> configurationError, Feeling feeling) {}

  /**
   * How its work goes.
   *
   * @param firing whether its scheduler fires; empty before it began, and for whoever has none
   * @param workersBusyFor how long all its workers have been busy while a run has none
   * @param poolWaitingFor how long somebody has been waiting for a connection
   */
  record Feeling(
      Optional<Boolean> firing,
      Optional<Duration> workersBusyFor,
      Optional<Duration> poolWaitingFor) {

    /** Says nothing. */
    static final Feeling NONE = new Feeling(Optional.empty(), Optional.empty(), Optional.empty());
  }
}
