package dev.quartermaster.ops.bench;

import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * The plain way: usage and next reset stand in the account's row, and one statement a day resets
 * every row that is due and writes a ledger row for each.
 */
final class StatementSide implements Side {

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
          """);

  /**
   * The subselect reads what the update overwrites: RETURNING has the old values from 18 on only.
   */
  private static final String RESET =
      """
      WITH reset AS (
        UPDATE plain.account a
           SET used_us = 0, in_tarpit = false, next_reset = due.next_reset + interval '1 day'
          FROM (SELECT id, used_us, next_reset FROM plain.account WHERE next_reset <= now()) AS due
         WHERE a.id = due.id
        RETURNING a.id, due.next_reset - interval '1 day' AS period_start, due.used_us, a.allowance_us)
      INSERT INTO plain.ledger (account, period_start, used_us, allowance_us, settled_at)
      SELECT id, period_start, used_us, allowance_us, now() FROM reset
      """;

  private final Scratch scratch;

  StatementSide(Scratch scratch) {
    this.scratch = scratch;
    scratch.database().run(handle -> TABLES.forEach(handle::execute));
  }

  @Override
  public String name() {
    return "one statement";
  }

  @Override
  public void lay() {
    clear();
    scratch
        .database()
        .run(
            handle ->
                handle.execute(
                    """
                    INSERT INTO plain.account (id, username, used_us, allowance_us, next_reset, in_tarpit)
                    SELECT account_id, username, charged_us, allowance_us, period_end, over
                      FROM bench.overdue
                     ORDER BY account_id
                    """));
  }

  @Override
  public Measured measure() {
    long wal = scratch.walBytes();
    Stopwatch stopwatch = Stopwatch.start();
    long rows = scratch.database().transaction(handle -> handle.execute(RESET));
    return new Measured(stopwatch.elapsed(), rows, scratch.walBytes() - wal, List.of());
  }

  @Override
  public void verify() {
    List<String> complaints = scratch.database().transaction(StatementSide::complaints);
    if (!complaints.isEmpty()) {
      throw new NotVerified(name(), complaints);
    }
  }

  private static List<String> complaints(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT complaint FROM (
              SELECT count(*) || ' periods are not in the ledger as they were used' AS complaint, count(*) AS n
                FROM bench.overdue o
                LEFT JOIN plain.ledger l
                  ON l.account = o.account_id AND l.period_start = o.period_start AND l.used_us = o.charged_us
               WHERE l.account IS NULL
              UNION ALL
              SELECT count(*) || ' accounts are not reset', count(*)
                FROM bench.overdue o
                LEFT JOIN plain.account a
                  ON a.id = o.account_id AND a.next_reset = o.period_end + interval '1 day'
                 AND a.used_us = 0 AND NOT a.in_tarpit
               WHERE a.id IS NULL
            ) AS checks
             WHERE n > 0
            """)
        .mapTo(String.class)
        .list();
  }

  @Override
  public void clear() {
    scratch.database().run(handle -> handle.execute("TRUNCATE plain.account, plain.ledger"));
  }
}
