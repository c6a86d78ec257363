package dev.quartermaster.quota.bulk;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** Some portions of an operation, done in one transaction. */
public final class Batch {

  /**
   * A portion's part of a table of any size: the way over the index is right at each of them, and
   * one that walks it in order locks in that order. Nothing is lost by not waiting for the disk: a
   * crash takes what was done and that it was done together, and the operation's end waits.
   */
  private static final String SETTINGS =
      "SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off;"
          + " SET LOCAL synchronous_commit = off; SET LOCAL lock_timeout = '250ms'";

  private Batch() {}

  /** What one came to. */
  public record Done(int portions, long accounts) {}

  /**
   * Claims the next portions and does them within the caller's transaction; empty when there is
   * none that nobody else holds.
   *
   * <p>Locks portions, then account rows by id, then ledger rows by month of their start, end and
   * account, then tarpit rows, as every writer does. Waits for nobody's lock longer than a moment:
   * others wait for those that it holds.
   *
   * @param most portions
   */
  public static Optional<Done> next(Handle handle, Operation operation, int most) {
    handle.execute(SETTINGS);
    List<Integer> portions = claim(handle, operation.id(), most);
    if (portions.isEmpty()) {
      return Optional.empty();
    }
    Claim claim = new Claim(operation.id(), portions);
    int accounts = lock(handle, claim);
    int changed =
        operation.window().isPresent()
            ? Moving.move(handle, claim, operation)
            : Resetting.reset(handle, claim, operation.began().reason());
    mark(handle, claim, changed);
    return Optional.of(new Done(portions.size(), accounts));
  }

  /** Walks the primary key. */
  private static List<Integer> claim(Handle handle, long operation, int most) {
    return handle
        .createQuery(
            """
            SELECT nth FROM bulk_portion
             WHERE operation = :operation AND done_at IS NULL
             ORDER BY nth LIMIT :most
               FOR UPDATE SKIP LOCKED
            """)
        .bind("operation", operation)
        .bind("most", most)
        .mapTo(Integer.class)
        .list();
  }

  /** Reads nothing else: a statement that waits for a lock sees what was before it waited. */
  private static int lock(Handle handle, Claim claim) {
    return bind(
            handle.createQuery(
                """
                SELECT count(*) FROM (
                  SELECT a.id
                    FROM account a
                   WHERE a.id IN (SELECT unnest(accounts) FROM bulk_portion
                                   WHERE operation = :operation AND nth = ANY (:portions))
                   ORDER BY a.id
                     FOR NO KEY UPDATE OF a) AS locked
                """),
            claim)
        .mapTo(Integer.class)
        .one();
  }

  private static void mark(Handle handle, Claim claim, int changed) {
    bind(
            handle.createUpdate(
                """
                UPDATE bulk_portion
                   SET done_at = qm_now(), changed = CASE WHEN nth = :first THEN :changed ELSE 0 END
                 WHERE operation = :operation AND nth = ANY (:portions)
                """),
            claim)
        .bind("first", claim.portions().get(0))
        .bind("changed", changed)
        .execute();
  }

  static <S extends SqlStatement<S>> S bind(S statement, Claim claim) {
    return statement
        .bind("operation", claim.operation())
        .bindArray("portions", Integer.class, claim.portions().toArray());
  }
}
