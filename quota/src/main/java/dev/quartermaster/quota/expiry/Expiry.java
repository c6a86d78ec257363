package dev.quartermaster.quota.expiry;

import dev.quartermaster.db.BigintArray;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * The SQL of accounts that nobody uses.
 *
 * <p>Use is any period with a record, charged or metered, and lasts until that period's end. Before
 * the oldest month that the ledger still has, nothing is known, and an account counts as used.
 */
public final class Expiry {

  // The accounts of a range, and what is due for each: warn, expire, withdraw, or null. The newest
  // ledger row is found by the primary key, newest month first.
  private static final String DUE =
      """
      WITH state AS MATERIALIZED (
        SELECT a.id, a.expiry_warned_at, a.expired_at, used.until AS used_until,
               a.plan = :plan AND coalesce(a.pending_plan, :plan) = :plan
                 AND used.until < qm_now() - make_interval(secs => :unusedFor) AS is_unused
          FROM account a
         CROSS JOIN (SELECT min(to_date(right(c.relname, 6), 'YYYYMM'))::timestamp AT TIME ZONE 'UTC' AS since
                       FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                      WHERE i.inhparent = 'usage_period'::regclass) AS kept
         CROSS JOIN LATERAL (
               SELECT greatest(a.created_at, kept.since,
                               (SELECT least(u.period_end, qm_now()) FROM usage_period u
                                 WHERE u.account_id = a.id ORDER BY u.period_start DESC LIMIT 1)) AS until) AS used
         WHERE a.id > :from AND a.id <= :to AND (a.plan = :plan OR a.expiry_warned_at IS NOT NULL)),
      due AS (
        SELECT id, used_until,
               CASE WHEN is_unused AND expiry_warned_at IS NULL THEN 'expiry-warning'
                    WHEN is_unused AND expired_at IS NULL
                         AND expiry_warned_at <= qm_now() - make_interval(secs => :warnBefore) THEN 'expired'
                    WHEN NOT is_unused AND expiry_warned_at IS NOT NULL THEN 'expiry-withdrawn' END AS act
          FROM state)
      """;

  /**
   * Some accounts.
   *
   * @param from exclusive
   * @param to inclusive
   */
  public record Range(long from, long to, Collection<Long> without) {}

  private Expiry() {}

  /**
   * A query: how many accounts were warned and should have expired, or been taken back, two days
   * ago. Walks account_expiring.
   */
  public static String overdue(ExpiryRule rule) {
    return "SELECT count(*) FROM account WHERE expiry_warned_at < qm_now() - make_interval(secs => %d) AND expired_at IS NULL"
        .formatted(rule.warnBefore().plusDays(2).toSeconds());
  }

  /** The last of the next {@code size} accounts that may be meant; empty when there are none. */
  public static OptionalLong lastOfNext(Handle handle, ExpiryRule rule, long after, int size) {
    return handle
        .createQuery(
            """
            SELECT max(id)
              FROM (SELECT id FROM account
                     WHERE id > :after AND (plan = :plan OR expiry_warned_at IS NOT NULL)
                     ORDER BY id LIMIT :size) AS next
            HAVING max(id) IS NOT NULL
            """)
        .bind("after", after)
        .bind("plan", rule.plan())
        .bind("size", size)
        .mapTo(Long.class)
        .findOne()
        .map(OptionalLong::of)
        .orElseGet(OptionalLong::empty);
  }

  /**
   * Warns, expires and takes back among the accounts after {@code from} and up to {@code to},
   * within the caller's transaction. Those meant are locked by id before they are looked at again:
   * a first charge that comes meanwhile is before it, and then seen, or after it.
   *
   * @param range of accounts, and those of them that are let be
   * @return how many changed
   */
  public static long work(Handle handle, ExpiryRule rule, Range range) {
    List<Long> meant =
        bind(handle.createQuery(DUE + " SELECT id FROM due WHERE act IS NOT NULL"), rule)
            .bind("from", range.from())
            .bind("to", range.to())
            .mapTo(Long.class)
            .filter(id -> !range.without().contains(id))
            .list();
    if (meant.isEmpty()) {
      return 0;
    }
    BigintArray ids = BigintArray.of(meant.stream().mapToLong(Long::longValue).toArray());
    handle
        .createQuery("SELECT id FROM account WHERE id = ANY (:ids) ORDER BY id FOR NO KEY UPDATE")
        .bind("ids", ids)
        .mapTo(Long.class)
        .list();
    return bind(
            handle.createQuery(
                DUE
                    + """
                    , changed AS (
                      UPDATE account a
                         SET expiry_warned_at = CASE act WHEN 'expiry-warning' THEN qm_now()
                                                         WHEN 'expired' THEN expiry_warned_at END,
                             expired_at = CASE act WHEN 'expired' THEN qm_now() END
                        FROM due
                       WHERE a.id = due.id AND act IS NOT NULL AND a.id = ANY (:ids)
                      RETURNING a.id, act, used_until),
                    told AS (
                      INSERT INTO event (account_id, kind, detail)
                      SELECT id, act, CASE act WHEN 'expiry-withdrawn' THEN 'used until ' ELSE 'not used since ' END || to_char(used_until AT TIME ZONE 'UTC', 'YYYY-MM-DD')
                                      || CASE act WHEN 'expiry-warning' THEN ', expires on '
                                           || to_char((qm_now() + make_interval(secs => :warnBefore)) AT TIME ZONE 'UTC', 'YYYY-MM-DD')
                                         ELSE '' END
                        FROM changed)
                    SELECT count(*) FROM changed
                    """),
            rule)
        .bind("from", range.from())
        .bind("to", range.to())
        .bind("ids", ids)
        .mapTo(Long.class)
        .one();
  }

  private static <S extends SqlStatement<S>> S bind(S statement, ExpiryRule rule) {
    return statement
        .bind("plan", rule.plan())
        .bind("unusedFor", rule.unusedFor().toSeconds())
        .bind("warnBefore", rule.warnBefore().toSeconds());
  }
}
