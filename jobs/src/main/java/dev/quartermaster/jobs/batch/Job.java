package dev.quartermaster.jobs.batch;

import java.util.Optional;

/**
 * What a schedule runs: work on this database in bounded batches, or work that is done elsewhere.
 */
public sealed interface Job permits BatchedJob, OutsideJob {

  /** The outcome it stands for, for whoever watches; empty when it stands for none. */
  default Optional<Guarantee> guarantee() {
    return Optional.empty();
  }
}
