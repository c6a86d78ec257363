package dev.quartermaster.jobs.batch;

import dev.quartermaster.jobs.pace.Waiting;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Work that is done in bounded batches, by several workers on every node at once.
 *
 * <p>A slice is a line of text that only the job understands: it says which part of the work a
 * batch is. Doing a slice again must change nothing, because a batch whose node died is done once
 * more.
 */
public non-sealed interface BatchedJob extends Job {

  /**
   * Cuts the next slice of about {@code size} items. Runs in a short transaction, one caller at a
   * time.
   *
   * @param last the slice cut before; empty at the start of a run
   * @return empty when nothing that is due is left
   */
  Optional<String> cut(Handle handle, Optional<String> last, int size);

  /**
   * Does the work of a slice, within the transaction of its batch.
   *
   * @return how many items were done
   */
  long work(Handle handle, String slice);

  /**
   * The same, but for items that are set aside because they fail.
   *
   * @param without as {@link #item} names them; never empty
   */
  default long work(Handle handle, String slice, Set<String> without) {
    return work(handle, slice);
  }

  /**
   * Splits a slice that failed, so that what fails in it is found and the rest is done. Runs in a
   * short transaction.
   *
   * @return two or more slices that cover it; empty when it is a single item, or cannot be split
   */
  default List<String> split(Handle handle, String slice) {
    return List.of();
  }

  /**
   * What a person calls the single item of a slice that cannot be split further, unique within the
   * job; empty when such a slice is not one item, so that its failure is the run's.
   */
  default Optional<String> item(Handle handle, String slice) {
    return Optional.empty();
  }

  /**
   * Whether nothing tells what is left but a batch in which nothing was done: slices are then cut
   * until there was one, each when the one before is done.
   */
  default boolean untilNothingIsDone() {
    return false;
  }

  /** What is due and not done yet; empty when the job cannot tell. */
  default Optional<Waiting> waiting(Handle handle) {
    return Optional.empty();
  }

  /** The tables that it writes: it is paced down while the database vacuums one of them. */
  default List<String> tables() {
    return List.of();
  }

  /**
   * Whether it should give way right now to work that somebody waits for. Asked after each batch:
   * the hand that did it then rests for twice as long as the batch took.
   */
  default boolean givesWay(Handle handle) {
    return false;
  }

  /** Called once in the transaction that ends a run in which nothing was left over. */
  default void drained(Handle handle) {}
}
