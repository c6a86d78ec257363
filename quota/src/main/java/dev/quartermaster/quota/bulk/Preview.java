package dev.quartermaster.quota.bulk;

import org.jdbi.v3.core.Handle;

/**
 * What a reset would come to if it began now; nothing is changed or locked.
 *
 * @param matched accounts that are chosen
 * @param changed those of them that there is anything to do for
 */
public record Preview(long matched, long changed) {

  /** Of resets. */
  public static Preview ofReset(Handle handle, Chosen chosen) {
    return chosen
        .bind(
            handle.createQuery(
                """
                WITH chosen AS MATERIALIZED (%s)
                SELECT (SELECT count(*) FROM chosen),
                       (SELECT count(DISTINCT w.account_id)
                          FROM (%s) AS w JOIN chosen c ON c.id = w.account_id)
                """
                    .formatted(chosen.query(), Cutting.periods(chosen))))
        .map((row, context) -> new Preview(row.getLong(1), row.getLong(2)))
        .one();
  }

  /** Of moves: whoever is chosen is moved. */
  public static Preview ofReschedule(Handle handle, Chosen chosen) {
    long matched =
        chosen
            .bind(
                handle.createQuery("SELECT count(*) FROM (%s) AS chosen".formatted(chosen.query())))
            .mapTo(Long.class)
            .one();
    return new Preview(matched, matched);
  }
}
