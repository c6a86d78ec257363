package dev.quartermaster.quota.bulk;

import org.jdbi.v3.core.Handle;

/**
 * Locks the accounts of portions by id, by a statement that reads nothing else: one that waits for
 * a lock sees what was before it waited.
 */
final class Holding {

  private Holding() {}

  /** Those of a claim. */
  static void hold(Handle handle, Claim claim) {
    String meant =
        claim.range().isPresent()
            ? "a.id BETWEEN :first AND :last AND a.id % :step = :rest"
            : "a.id IN (SELECT unnest(accounts) FROM bulk_portion WHERE operation = :operation AND nth = ANY (:portions))";
    claim
        .bind(
            handle.createQuery(
                """
                SELECT count(*) FROM (
                  SELECT FROM account a
                   WHERE %s
                   ORDER BY a.id
                     FOR NO KEY UPDATE OF a) AS held
                """
                    .formatted(meant)))
        .mapTo(Integer.class)
        .one();
  }
}
