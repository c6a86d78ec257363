package dev.quartermaster.jobs.batch;

import java.util.Optional;
import java.util.Set;

/** What asking for the next batch of a run leads to. */
sealed interface Claim {

  /**
   * A batch is ours.
   *
   * @param size that it was cut at; 0 for one that is not newly cut
   * @param attempt 1 at first; each further claim adds one, and only the latest may commit
   * @param item that is tried again by itself; empty for a slice of many
   * @param without items that are set aside
   */
  record Batch(
      long run,
      int number,
      int size,
      int attempt,
      String slice,
      Optional<String> item,
      Set<String> without)
      implements Claim {}

  /**
   * Nothing to claim now; others still work on batches of this run, and the last of them ends it.
   */
  record OthersAtWork() implements Claim {}

  /** The run is over. */
  record Over() implements Claim {}
}
