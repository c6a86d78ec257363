package dev.quartermaster.quota.bulk;

import dev.quartermaster.quota.bulk.Operations.Asked;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Cuts the work of an operation on some accounts into portions that list them, by one statement
 * that locks no account. All accounts are cut by {@link Ranges}.
 *
 * <p>Neighbours by id do not go into one portion but each third account does, so that an account's
 * page is written in three goes: what the one before left behind is pruned from the page by then,
 * and the next finds room there. Written in one go, most new rows would land in other pages, with
 * an entry in each index.
 */
final class Cutting {

  /** Accounts of a portion: the smallest batch. */
  static final int SIZE = 250;

  static final int STEP = 3;

  /** The record of it; the time, the window's beginning and its length, and how many are chosen. */
  static final String OPERATION =
      """
      operation AS (
        INSERT INTO bulk_operation (command, reason, actor, from_at, over_us, matched)
        SELECT :command, :reason, :actor, %s, (%s)
        ON CONFLICT (command) WHERE ended_at IS NULL DO NOTHING
        RETURNING id),
      """;

  static final String NO_WINDOW = "NULL::timestamptz, NULL::bigint";

  static final String WINDOW =
      "coalesce(:from, date_trunc('second', qm_now()) + interval '1 minute'), :over";

  private static final String COUNT = "SELECT count(*) FROM chosen";

  /** Work has an account and a start, and a rank among all. */
  private static final String PORTIONS =
      """
      placed AS (
        SELECT account_id, start_us, rank, rank %% %2$d AS part, rank / %2$d / %1$d AS piece FROM ranked),
      cut AS (
        INSERT INTO bulk_portion (operation, nth, accounts, starts, first_rank, step, size)
        SELECT o.id, row_number() OVER (ORDER BY p.part, p.piece), p.accounts, p.starts, p.first_rank, %2$d,
               cardinality(p.accounts)
          FROM (SELECT part, piece, array_agg(account_id ORDER BY rank) AS accounts,
                       coalesce(array_agg(start_us ORDER BY rank) FILTER (WHERE start_us IS NOT NULL), '{}') AS starts,
                       min(rank) AS first_rank
                  FROM placed GROUP BY part, piece) AS p
         CROSS JOIN operation o)
      SELECT id FROM operation
      """
          .formatted(SIZE, STEP);

  private Cutting() {}

  /**
   * Work for a reset are the periods that run and have used something, and those that ended and of
   * whose release nobody was told; of whoever is chosen for being overdue all that are open. All
   * other accounts are fresh. Walks usage_period_end and tarpit_until.
   */
  static Optional<Long> reset(Handle handle, Chosen chosen, String command, Asked asked) {
    return chosen
        .bind(
            handle.createQuery(
                "WITH chosen AS MATERIALIZED ("
                    + chosen.query()
                    + "), "
                    + OPERATION.formatted(NO_WINDOW, COUNT)
                    + """
                      ranked AS (
                        SELECT w.account_id, (extract(epoch FROM w.period_start) * 1000000)::bigint AS start_us,
                               dense_rank() OVER (ORDER BY w.account_id) - 1 AS rank
                          FROM (%s) AS w
                          JOIN chosen c ON c.id = w.account_id),
                      """
                        .formatted(periods(chosen))
                    + PORTIONS))
        .bind("command", command)
        .bind("reason", asked.reason())
        .bind("actor", asked.actor())
        .mapTo(Long.class)
        .findOne();
  }

  /** The periods that a reset has something to do for. */
  static String periods(Chosen chosen) {
    String overdue =
        """
        UNION
        SELECT account_id, period_start FROM usage_period
         WHERE settled_at IS NULL AND period_end <= qm_now()
           AND period_end > (SELECT at FROM settled_through)
        UNION
        SELECT l.account_id, l.period_start
          FROM late_period l JOIN usage_period u USING (account_id, period_start)
         WHERE u.settled_at IS NULL AND u.period_end <= qm_now()
        """;
    return """
           SELECT account_id, period_start FROM usage_period
            WHERE settled_at IS NULL AND period_end > qm_now() AND period_start < qm_now()
           UNION
           SELECT account_id, period_start FROM tarpit WHERE until <= qm_now()
           """
        + (chosen instanceof Chosen.Overdue ? overdue : "");
  }

  /** Work for a move are all who are chosen. */
  static Optional<Long> reschedule(Handle handle, Chosen chosen, Act.Reschedule move, Asked asked) {
    return chosen
        .bind(
            handle.createQuery(
                "WITH chosen AS MATERIALIZED ("
                    + chosen.query()
                    + "), "
                    + OPERATION.formatted(WINDOW, COUNT)
                    + """
                      ranked AS (
                        SELECT id AS account_id, NULL::bigint AS start_us,
                               row_number() OVER (ORDER BY id) - 1 AS rank
                          FROM chosen),
                      """
                    + PORTIONS))
        .bind("command", move.command(chosen))
        .bind("reason", asked.reason())
        .bind("actor", asked.actor())
        .bind("from", move.from().orElse(null))
        .bind("over", move.over().dividedBy(ChronoUnit.MICROS.getDuration()))
        .mapTo(Long.class)
        .findOne();
  }
}
