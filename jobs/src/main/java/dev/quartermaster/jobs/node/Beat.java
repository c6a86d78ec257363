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
  record Condition(Optional<Duration> clockAhead, Optional<String> configurationError) {}
}
