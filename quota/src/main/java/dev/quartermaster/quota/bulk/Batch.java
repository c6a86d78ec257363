package dev.quartermaster.quota.bulk;

import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Some portions of an operation, done in one transaction. */
public final class Batch {

  /**
   * A portion's part of a table of any size: the way over the index is right at each of them, and
   * one that walks it in order locks in that order. Nothing is lost by not waiting for the disk: a
   * crash takes what was done and that it was done together, and the operation's end waits.
   */
  private static final String SETTINGS =
      "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_hashjoin = off;"
          + " SET LOCAL enable_mergejoin = off; SET LOCAL jit = off;"
          + " SET LOCAL synchronous_commit = off; SET LOCAL lock_timeout = '250ms'";

  private Batch() {}

  /**
   * What one came to.
   *
   * @param changed accounts that there was anything to do for
   */
  public record Done(int portions, int changed) {}

  /**
   * Claims the next portions and does them within the caller's transaction; empty when there is
   * none that nobody else holds.
   *
   * <p>Locks portions, then account rows by id, then ledger rows by month of their start, end and
   * account, then tarpit rows, as every writer does. Waits for nobody's lock longer than a moment:
   * others wait for those that it holds.
   *
   * @param most portions
   * @throws Overtaken when somebody changed an account meanwhile: the next attempt sees it
   */
  public static Optional<Done> next(Handle handle, Operation operation, int most) {
    handle.execute(SETTINGS);
    return Claim.next(handle, operation.id(), most).map(claim -> work(handle, claim, operation));
  }

  private static Done work(Handle handle, Claim claim, Operation operation) {
    int changed = act(handle, claim, operation);
    mark(handle, claim, changed);
    return new Done(claim.portions().size(), changed);
  }

  private static int act(Handle handle, Claim claim, Operation operation) {
    if (operation.window().isPresent()) {
      return Moving.move(handle, claim, operation);
    }
    return claim
        .range()
        .map(range -> ResettingRange.reset(handle, range, operation))
        .orElseGet(() -> Resetting.reset(handle, claim, operation));
  }

  private static void mark(Handle handle, Claim claim, int changed) {
    claim
        .bind(
            handle.createUpdate(
                """
                UPDATE bulk_portion
                   SET done_at = qm_now(), by_range = first_id IS NOT NULL, changed = CASE WHEN nth = :nth THEN :changed ELSE 0 END
                 WHERE operation = :operation AND nth = ANY (:portions)
                """))
        .bind("nth", claim.portions().get(0))
        .bind("changed", changed)
        .execute();
  }
}
