package dev.quartermaster.jobs.batch;

/** What asking for the next batch of a run leads to. */
sealed interface Claim {

  /**
   * A batch is ours.
   *
   * @param attempt 1 at first; each taking-over adds one, and only the latest may commit
   */
  record Batch(long run, int number, int attempt, String slice) implements Claim {}

  /**
   * Nothing to claim now; others still work on batches of this run, and the last of them ends it.
   */
  record OthersAtWork() implements Claim {}

  /** The run is over. */
  record Over() implements Claim {}
}
