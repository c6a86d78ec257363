package dev.quartermaster.ops.bench;

import dev.quartermaster.db.Database;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * The tables of those who keep usage and next reset in the account's row, and a ledger of what was
 * reset.
 */
final class PlainTables {

  private static final List<String> TABLES =
      List.of(
          "CREATE SCHEMA IF NOT EXISTS plain",
          """
          CREATE TABLE IF NOT EXISTS plain.account (
            id           bigint PRIMARY KEY,
            username     text NOT NULL UNIQUE,
            used_us      bigint NOT NULL,
            allowance_us bigint NOT NULL,
            next_reset   timestamptz NOT NULL,
            in_tarpit    boolean NOT NULL
          )
          """,
          "CREATE INDEX IF NOT EXISTS account_next_reset ON plain.account (next_reset)",
          """
          CREATE TABLE IF NOT EXISTS plain.ledger (
            account      bigint NOT NULL,
            period_start timestamptz NOT NULL,
            used_us      bigint NOT NULL,
            allowance_us bigint NOT NULL,
            settled_at   timestamptz NOT NULL,
            PRIMARY KEY (account, period_start)
          )
          """,
          """
          CREATE TABLE IF NOT EXISTS plain.event (
            account      bigint NOT NULL,
            at           timestamptz NOT NULL,
            kind         text NOT NULL,
            period_start timestamptz NOT NULL
          )
          """);

  private PlainTables() {}

  static void make(Database database) {
    database.run(handle -> TABLES.forEach(handle::execute));
  }

  /** The first accounts, all overdue. */
  static void lay(Database database, int accounts) {
    clear(database);
    database.run(
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO plain.account (id, username, used_us, allowance_us, next_reset, in_tarpit)
                    SELECT account_id, username, charged_us, allowance_us, period_end, over
                      FROM bench.overdue
                     ORDER BY account_id
                     LIMIT :accounts
                    """)
                .bind("accounts", accounts)
                .execute());
  }

  /** What is not as settling those that were laid leaves it; empty when all is. */
  static List<String> complaints(Database database, int accounts) {
    return database.transaction(
        handle ->
            handle
                .createQuery(
                    """
                    WITH laid AS (SELECT * FROM bench.overdue ORDER BY account_id LIMIT :accounts)
                    SELECT complaint FROM (
                      SELECT count(*) || ' periods are not in the ledger as they were used' AS complaint, count(*) AS n
                        FROM laid o
                        LEFT JOIN plain.ledger l
                          ON l.account = o.account_id AND l.period_start = o.period_start AND l.used_us = o.charged_us
                       WHERE l.account IS NULL
                      UNION ALL
                      SELECT count(*) || ' accounts are not reset', count(*)
                        FROM laid o
                        LEFT JOIN plain.account a
                          ON a.id = o.account_id AND a.next_reset = o.period_end + interval '1 day'
                         AND a.used_us = 0 AND NOT a.in_tarpit
                       WHERE a.id IS NULL
                    ) AS checks
                     WHERE n > 0
                    """)
                .bind("accounts", accounts)
                .mapTo(String.class)
                .list());
  }

  /** Where releases from the tarpit are told: those that were not told exactly once. */
  static List<String> untold(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT count(*) || ' releases are not told once'
              FROM (SELECT o.account_id, o.period_start
                      FROM bench.overdue o
                      JOIN plain.account a ON a.id = o.account_id
                     WHERE o.over) AS released
              FULL JOIN (SELECT account AS account_id, period_start, count(*) AS times FROM plain.event GROUP BY 1, 2) AS told
                USING (account_id, period_start)
             WHERE told.times IS DISTINCT FROM 1 OR released.account_id IS NULL
            HAVING count(*) > 0
            """)
        .mapTo(String.class)
        .list();
  }

  static void clear(Database database) {
    database.run(handle -> handle.execute("TRUNCATE plain.account, plain.ledger, plain.event"));
  }
}
