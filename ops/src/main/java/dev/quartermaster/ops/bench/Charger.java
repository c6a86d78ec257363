package dev.quartermaster.ops.bench;

import dev.quartermaster.db.Database;
import java.util.List;

/**
 * An account that is charged, and its period that runs; instants in microseconds since 1970.
 *
 * @param heavy whether what it uses goes over its allowance soon, as one account in ten does
 */
record Charger(String username, long id, long start, long end, long allowance, boolean heavy) {

  private static final int ONE_IN = 10;

  /** Registers accounts and reads them back. */
  static List<Charger> register(Database database, int first, int after) {
    long others =
        database.transaction(
            handle ->
                handle
                    .createQuery("SELECT coalesce(max(id), 0) FROM account")
                    .mapTo(Long.class)
                    .one());
    Overdue.register(database, first, after);
    return database.transaction(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT a.username, a.id, (extract(epoch FROM t.period_start) * 1000000)::bigint,
                           (extract(epoch FROM t.period_end) * 1000000)::bigint, p.allowance_us
                      FROM account a
                      JOIN plan p ON p.name = a.plan
                     CROSS JOIN LATERAL period_at(a, qm_now()) AS t
                     WHERE a.id > :others
                    """)
                .bind("others", others)
                .map(
                    (row, context) ->
                        new Charger(
                            row.getString(1),
                            row.getLong(2),
                            row.getLong(3),
                            row.getLong(4),
                            row.getLong(5),
                            row.getLong(2) % ONE_IN == 0))
                .list());
  }
}
