package dev.quartermaster.ops.importing;

import dev.quartermaster.db.Database;
import java.util.Map;
import java.util.TreeMap;

/** What the database holds, asked without the product's own code. */
final class Ledger {

  private Ledger() {}

  /** Microseconds by user, charged and metered together, from the periods. */
  static Map<String, Long> sums(Database database) {
    return sums(database, "usage_period", "charged_us + metered_us");
  }

  /** The same from the records that came in. */
  static Map<String, Long> recorded(Database database) {
    return sums(database, "usage_record", "cpu_us");
  }

  private static Map<String, Long> sums(Database database, String table, String amount) {
    return database.transaction(
        handle ->
            handle
                .createQuery(
                    "SELECT username, sum(%s) FROM %s JOIN account ON id = account_id GROUP BY username"
                        .formatted(amount, table))
                .reduceRows(
                    new TreeMap<String, Long>(),
                    (sums, row) -> {
                      sums.put(row.getColumn(1, String.class), row.getColumn(2, Long.class));
                      return sums;
                    }));
  }

  /** Microseconds by user and beginning of the period. */
  static Map<String, Long> periods(Database database) {
    return database.transaction(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT username || ' ' || to_char(period_start, 'YYYY-MM-DD"T"HH24:MI:SS'), charged_us + metered_us
                      FROM usage_period JOIN account ON id = account_id
                    """)
                .reduceRows(
                    new TreeMap<String, Long>(),
                    (periods, row) -> {
                      periods.put(row.getColumn(1, String.class), row.getColumn(2, Long.class));
                      return periods;
                    }));
  }

  static long count(Database database, String table) {
    return database.transaction(
        handle -> handle.createQuery("SELECT count(*) FROM " + table).mapTo(Long.class).one());
  }
}
