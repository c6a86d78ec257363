package dev.quartermaster.quota.tarpit;

import dev.quartermaster.db.BigintArray;
import dev.quartermaster.quota.period.Span;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/**
 * Puts accounts in and lets them out, and tells so.
 *
 * <p>Whoever calls holds the accounts' ledger rows locked, by an earlier statement: so what is told
 * of one account comes in the order in which it became true. Tarpit rows are locked by (until,
 * account_id), after any ledger row, as every writer does.
 */
public final class Tarpit {

  /** An account over the allowance of a period that runs. */
  public record Over(long account, Span span) {}

  private Tarpit() {}

  /** Puts those in who are not in it yet. */
  public static void enter(Handle handle, List<Over> over) {
    List<Over> entering = over.isEmpty() ? over : notIn(handle, over);
    if (entering.isEmpty()) {
      return;
    }
    long[] accounts = entering.stream().mapToLong(Over::account).toArray();
    leavePast(handle, accounts);
    handle
        .createUpdate(
            """
            WITH entered AS (
              INSERT INTO tarpit (account_id, period_start, since, until)
              SELECT o.account_id, at_us(o.start_us), qm_now(), at_us(o.end_us)
                FROM unnest(:accounts, :starts, :ends) AS o (account_id, start_us, end_us)
               WHERE at_us(o.end_us) > qm_now()
               ORDER BY o.end_us, o.account_id
              ON CONFLICT DO NOTHING
              RETURNING account_id, period_start)
            INSERT INTO event (account_id, kind, period_start)
            SELECT account_id, 'tarpit-entered', period_start FROM entered
            """)
        .bind("accounts", BigintArray.of(accounts))
        .bind("starts", micros(entering, true))
        .bind("ends", micros(entering, false))
        .execute();
  }

  /** A lookup in the primary key; those who are in it already are most, most of the time. */
  private static List<Over> notIn(Handle handle, List<Over> over) {
    return handle
        .createQuery(
            """
            SELECT o.place
              FROM unnest(:accounts, :starts) WITH ORDINALITY AS o (account_id, start_us, place)
             WHERE NOT EXISTS (SELECT FROM tarpit t
                                WHERE t.account_id = o.account_id AND t.period_start = at_us(o.start_us))
             ORDER BY o.place
            """)
        .bind("accounts", BigintArray.of(over.stream().mapToLong(Over::account).toArray()))
        .bind("starts", micros(over, true))
        .map((row, context) -> over.get(row.getInt(1) - 1))
        .list();
  }

  private static BigintArray micros(List<Over> over, boolean start) {
    return BigintArray.of(
        over.stream()
            .mapToLong(o -> BigintArray.micros(start ? o.span().start() : o.span().end()))
            .toArray());
  }

  /**
   * Whoever goes in anew has left before: a period that ended is told first, also when settling has
   * not come by yet, so that the last word on an account is the true one.
   */
  private static void leavePast(Handle handle, long[] accounts) {
    leave(
        handle,
        """
        SELECT account_id, period_start FROM tarpit
         WHERE account_id = ANY (:accounts) AND until <= qm_now()
         ORDER BY until, account_id
           FOR UPDATE
        """,
        accounts);
  }

  /** Lets these out of it, whatever the period. */
  public static void leave(Handle handle, Collection<Long> accounts) {
    leave(
        handle,
        """
        SELECT account_id, period_start FROM tarpit
         WHERE account_id = ANY (:accounts)
         ORDER BY until, account_id
           FOR UPDATE
        """,
        accounts.stream().mapToLong(Long::longValue).toArray());
  }

  private static void leave(Handle handle, String held, long[] accounts) {
    release(handle, held).bind("accounts", BigintArray.of(accounts)).execute();
  }

  /**
   * Lets those out of it, of all accounts of these ids, whose period is settled. Walks the primary
   * key, and locks by the order of all writers what it found there.
   */
  public static void leaveEnded(Handle handle, long first, long last) {
    release(
            handle,
            """
            WITH there AS MATERIALIZED (
              SELECT account_id, period_start FROM tarpit WHERE account_id BETWEEN :first AND :last)
            SELECT t.account_id, t.period_start
              FROM there
              JOIN usage_period u USING (account_id, period_start)
              JOIN tarpit t USING (account_id, period_start)
             WHERE u.settled_at IS NOT NULL
             ORDER BY t.until, t.account_id
               FOR UPDATE OF t
            """)
        .bind("first", first)
        .bind("last", last)
        .execute();
  }

  private static Update release(Handle handle, String held) {
    return handle.createUpdate(
        """
        WITH held AS MATERIALIZED (%s),
        released AS (
          DELETE FROM tarpit t USING held h
           WHERE t.account_id = h.account_id AND t.period_start = h.period_start
          RETURNING t.account_id, t.period_start)
        INSERT INTO event (account_id, kind, period_start)
        SELECT account_id, 'tarpit-left', period_start FROM released
        """
            .formatted(held));
  }

  /**
   * Gives the running periods of these accounts the allowance that counts now, releases who is no
   * longer over it and puts in who is.
   *
   * @param accounts which the caller holds locked, so that none begins a period meanwhile
   */
  public static void agree(Handle handle, Collection<Long> accounts) {
    if (accounts.isEmpty()) {
      return;
    }
    long[] ids = accounts.stream().mapToLong(Long::longValue).toArray();
    List<Over> over = entitle(handle, ids);
    leave(
        handle,
        """
        SELECT t.account_id, t.period_start
          FROM tarpit t
          JOIN usage_period u USING (account_id, period_start)
         WHERE t.account_id = ANY (:accounts) AND u.charged_us <= u.allowance_us
         ORDER BY t.until, t.account_id
           FOR UPDATE OF t
        """,
        ids);
    enter(handle, over);
  }

  /**
   * Locks the running periods, in the order of all writers; those that are over are returned. Also
   * one that is yet to come: it has a row when the clock was set back behind its beginning.
   */
  private static List<Over> entitle(Handle handle, long[] ids) {
    return handle
        .createQuery(
            """
            WITH running AS MATERIALIZED (
              SELECT u.account_id, u.period_start, e.allowance_us
                FROM account a
                JOIN entitlement e ON e.account_id = a.id
               CROSS JOIN LATERAL period_at(a, qm_now()) AS t
                JOIN usage_period u ON u.account_id = a.id AND u.period_start >= t.period_start
               WHERE a.id = ANY (:accounts) AND u.settled_at IS NULL AND u.period_end > qm_now()
               ORDER BY date_trunc('month', u.period_start AT TIME ZONE 'UTC'), u.period_end, u.account_id
                 FOR NO KEY UPDATE OF u),
            entitled AS (
              UPDATE usage_period u
                 SET allowance_us = r.allowance_us
                FROM running r
               WHERE u.account_id = r.account_id AND u.period_start = r.period_start
              RETURNING u.account_id, u.period_start, u.period_end, u.charged_us > u.allowance_us AS over)
            SELECT account_id, period_start, period_end FROM entitled WHERE over
            """)
        .bind("accounts", BigintArray.of(ids))
        .map((row, context) -> new Over(row.getLong(1), Span.of(row, 2)))
        .list();
  }
}
