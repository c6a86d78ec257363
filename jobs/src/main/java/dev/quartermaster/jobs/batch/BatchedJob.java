package dev.quartermaster.jobs.batch;

import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Work that is done in bounded batches, by several workers on every node at once.
 *
 * <p>A slice is a line of text that only the job understands: it says which part of the work a
 * batch is. Doing a slice again must change nothing, because a batch whose node died is done once
 * more.
 */
public interface BatchedJob {

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
   * Whether it should give way right now to work that somebody waits for. Asked after each batch:
   * the hand that did it then rests for twice as long as the batch took.
   */
  default boolean givesWay(Handle handle) {
    return false;
  }

  /** Called once in the transaction that ends a run in which nothing was left over. */
  default void drained(Handle handle) {}
}
