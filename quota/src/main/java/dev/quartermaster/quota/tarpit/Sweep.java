package dev.quartermaster.quota.tarpit;

import dev.quartermaster.db.BigintArray;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Mends what has drifted apart: who is over the allowance by arithmetic, the rows of the tarpit,
 * and the last word that listeners had.
 *
 * <p>Charging, settling and changes keep the three together, each in one transaction. This is for
 * what came from elsewhere: a statement by hand, a restore, a mistake of ours.
 */
public final class Sweep {

  /**
   * A query: how many are over their allowance and outside the tarpit, or in it and not over. Who
   * is over only by a change that is due and not applied yet is not counted: applying it tells.
   * Walks usage_period_end from now on, and tarpit_until.
   */
  public static final String WRONG =
      """
      SELECT (SELECT count(*)
                FROM usage_period u
                JOIN entitlement e USING (account_id)
               WHERE u.period_end > qm_now() AND u.period_start <= qm_now() AND u.settled_at IS NULL
                 AND u.charged_us > u.allowance_us AND u.charged_us > e.allowance_us
                 AND NOT EXISTS (SELECT FROM tarpit t
                                  WHERE t.account_id = u.account_id AND t.period_start = u.period_start))
           + (SELECT count(*)
                FROM tarpit t
               WHERE t.until > qm_now() AND t.period_start <= qm_now()
                 AND NOT EXISTS (SELECT FROM usage_period u
                                  WHERE u.account_id = t.account_id AND u.period_start = t.period_start
                                    AND u.charged_us > u.allowance_us))
      """;

  // Of each of these accounts, whether listeners were last told that it is in, and for which
  // period.
  private static final String WORD =
      """
      WITH word AS MATERIALIZED (
        SELECT DISTINCT ON (account_id) account_id, kind, period_start, at
          FROM event
         WHERE account_id = ANY (:accounts) AND kind IN ('tarpit-entered', 'tarpit-left')
         ORDER BY account_id, id DESC)
      """;

  private Sweep() {}

  /** The last of the next {@code size} accounts; empty when there are none. */
  public static OptionalLong lastOfNext(Handle handle, long after, int size) {
    return handle
        .createQuery(
            """
            SELECT max(id) FROM (SELECT id FROM account WHERE id > :after ORDER BY id LIMIT :size) AS next
             HAVING max(id) IS NOT NULL
            """)
        .bind("after", after)
        .bind("size", size)
        .mapTo(Long.class)
        .findOne()
        .map(OptionalLong::of)
        .orElseGet(OptionalLong::empty);
  }

  /**
   * Mends the accounts after {@code from} and up to {@code to}, within the caller's transaction;
   * locks only those that have drifted.
   *
   * @param without accounts that are let be
   * @return how many there were
   */
  public static long mend(Handle handle, long from, long to, Collection<Long> without) {
    List<Long> drifted =
        drifted(handle, from, to).stream().filter(id -> !without.contains(id)).toList();
    if (!drifted.isEmpty()) {
      hold(handle, drifted);
      // First the rows say what was told, without a word; then agree() tells what is true.
      dropUntold(handle, drifted);
      tellLeft(handle, drifted);
      putBack(handle, drifted);
      Tarpit.agree(handle, drifted);
    }
    return drifted.size();
  }

  /**
   * Walks the primary keys of account, ledger and tarpit, and event_tarpit for one event each. A
   * period that ended and is not settled yet is no drift: settling tells. Neither is one that is
   * yet to come, which there is when the clock was set back.
   */
  private static List<Long> drifted(Handle handle, long from, long to) {
    return handle
        .createQuery(
            """
            SELECT id
              FROM (SELECT a.id, coalesce(u.charged_us > e.allowance_us, false) AS is_over,
                           coalesce(w.kind = 'tarpit-entered' AND w.period_start = u.period_start, false) AS is_told,
                           w.kind = 'tarpit-entered' AND w.period_start IS DISTINCT FROM u.period_start
                             AND NOT EXISTS (SELECT FROM tarpit t
                                              WHERE t.account_id = a.id AND t.period_start = w.period_start) AS is_told_of_past,
                           EXISTS (SELECT FROM tarpit t
                                    WHERE t.account_id = a.id AND t.period_start = u.period_start
                                      AND t.until = u.period_end) AS is_in,
                           EXISTS (SELECT FROM tarpit t
                                    WHERE t.account_id = a.id AND t.until > qm_now()
                                      AND (t.period_start, t.until) IS DISTINCT FROM (u.period_start, u.period_end)) AS is_misplaced
                      FROM account a
                      JOIN entitlement e ON e.account_id = a.id
                     CROSS JOIN LATERAL period_at(a, qm_now()) AS p
                      LEFT JOIN usage_period u ON u.account_id = a.id AND u.period_start = p.period_start
                                              AND u.settled_at IS NULL AND u.period_end > qm_now()
                      LEFT JOIN LATERAL (SELECT kind, period_start FROM event
                                          WHERE account_id = a.id AND kind IN ('tarpit-entered', 'tarpit-left')
                                          ORDER BY id DESC LIMIT 1) AS w ON true
                     WHERE a.id > :from AND a.id <= :to
                       AND NOT EXISTS (SELECT FROM tarpit t
                                        WHERE t.account_id = a.id AND t.period_start > qm_now())) AS state
             WHERE is_misplaced OR is_over <> is_in OR is_over <> is_told OR is_told_of_past
             ORDER BY id
            """)
        .bind("from", from)
        .bind("to", to)
        .mapTo(Long.class)
        .list();
  }

  /** Accounts by id, then their running ledger rows, as every writer locks them. */
  private static void hold(Handle handle, List<Long> accounts) {
    bind(
            handle.createQuery(
                "SELECT id FROM account WHERE id = ANY (:accounts) ORDER BY id FOR NO KEY UPDATE"),
            accounts)
        .mapTo(Long.class)
        .list();
    bind(
            handle.createQuery(
                """
                SELECT u.account_id
                  FROM account a
                 CROSS JOIN LATERAL period_at(a, qm_now()) AS t
                  JOIN usage_period u ON u.account_id = a.id AND u.period_start >= t.period_start
                 WHERE a.id = ANY (:accounts) AND u.settled_at IS NULL AND u.period_end > qm_now()
                 ORDER BY date_trunc('month', u.period_start AT TIME ZONE 'UTC'), u.period_end, u.account_id
                   FOR NO KEY UPDATE OF u
                """),
            accounts)
        .mapTo(Long.class)
        .list();
  }

  /**
   * Rows that nobody was told of last, or that are of no period that runs; by (until, account). One
   * that listeners had been told of before its word was overtaken is told to have left.
   */
  private static void dropUntold(Handle handle, List<Long> accounts) {
    bind(
            handle.createUpdate(
                WORD
                    + """
                    , wrong AS MATERIALIZED (
                      SELECT t.account_id, t.period_start
                        FROM tarpit t
                        LEFT JOIN word w ON w.account_id = t.account_id AND w.period_start = t.period_start
                                        AND w.kind = 'tarpit-entered'
                        LEFT JOIN usage_period u ON u.account_id = t.account_id AND u.period_start = t.period_start
                                                AND u.period_end = t.until AND u.settled_at IS NULL
                       WHERE t.account_id = ANY (:accounts) AND t.until > qm_now()
                         AND (w.account_id IS NULL OR u.account_id IS NULL)
                       ORDER BY t.until, t.account_id
                         FOR UPDATE OF t)
                    , dropped AS (
                      DELETE FROM tarpit t USING wrong
                       WHERE t.account_id = wrong.account_id AND t.period_start = wrong.period_start
                      RETURNING t.account_id, t.period_start)
                    INSERT INTO event (account_id, kind, period_start)
                    SELECT d.account_id, 'tarpit-left', d.period_start
                      FROM dropped d
                      LEFT JOIN word w ON w.account_id = d.account_id AND w.period_start = d.period_start
                                      AND w.kind = 'tarpit-entered'
                     WHERE w.account_id IS NULL
                       AND (SELECT count(*) FILTER (WHERE e.kind = 'tarpit-entered')
                                 - count(*) FILTER (WHERE e.kind = 'tarpit-left')
                              FROM event e
                             WHERE e.account_id = d.account_id AND e.period_start = d.period_start
                               AND e.kind IN ('tarpit-entered', 'tarpit-left')) > 0
                    """),
            accounts)
        .execute();
  }

  /** Listeners believe it to be in, for a period that runs no more. */
  private static void tellLeft(Handle handle, List<Long> accounts) {
    bind(
            handle.createUpdate(
                WORD
                    + """
                    INSERT INTO event (account_id, kind, period_start)
                    SELECT w.account_id, 'tarpit-left', w.period_start
                      FROM word w
                     WHERE w.kind = 'tarpit-entered'
                       AND NOT EXISTS (SELECT FROM tarpit t
                                        WHERE t.account_id = w.account_id AND t.period_start = w.period_start)
                       AND NOT EXISTS (SELECT FROM usage_period u
                                        WHERE u.account_id = w.account_id AND u.period_start = w.period_start
                                          AND u.settled_at IS NULL AND u.period_end > qm_now())
                    """),
            accounts)
        .execute();
  }

  /** Rows that are missing and that listeners were told of. */
  private static void putBack(Handle handle, List<Long> accounts) {
    bind(
            handle.createUpdate(
                WORD
                    + """
                    INSERT INTO tarpit (account_id, period_start, since, until)
                    SELECT w.account_id, w.period_start, w.at, u.period_end
                      FROM word w
                      JOIN usage_period u ON u.account_id = w.account_id AND u.period_start = w.period_start
                     WHERE w.kind = 'tarpit-entered' AND u.settled_at IS NULL AND u.period_end > qm_now()
                     ORDER BY u.period_end, w.account_id
                    ON CONFLICT DO NOTHING
                    """),
            accounts)
        .execute();
  }

  private static <S extends SqlStatement<S>> S bind(S statement, List<Long> accounts) {
    return statement.bind(
        "accounts", BigintArray.of(accounts.stream().mapToLong(Long::longValue).toArray()));
  }
}
