package dev.quartermaster.quota.usage;

import dev.quartermaster.quota.charge.CpuTime;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Reads what was used, by day: always all of it, rolled up or not.
 *
 * <p>A day is one in UTC, on which it was used. Sums stop at 9 · 10¹⁸ µs, as those of the ledger
 * do: one broken meter must not keep a report from being read.
 */
public final class Usage {

  /** Days of use; the first and the last are among them. */
  public record Days(LocalDate from, LocalDate to) {}

  /** What use is added up by. */
  public enum By {
    PLAN,
    SOURCE,
    DAY;

    private String column() {
      return this == DAY ? "used_on::text" : name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What was used on one day.
   *
   * @param key a plan, a source or the day itself
   */
  public record Sum(String key, LocalDate day, CpuTime charged, CpuTime metered) {}

  /** What an account used on one day. */
  public record OfAccount(long account, LocalDate day, CpuTime charged, CpuTime metered) {}

  /** What an account used in one period by one source on one day. */
  public record OfPeriod(
      Instant periodStart, LocalDate day, String source, boolean charged, CpuTime used) {}

  private Usage() {}

  /** Sums by plan, source or day, and by day within each. Walks usage_daily_used_on. */
  public static List<Sum> by(Handle handle, By by, Days days) {
    return bind(
            handle.createQuery(
                "WITH "
                    + Tail.USED
                    + """
                      SELECT %s AS key, used_on,
                             least(coalesce(sum(cpu_us) FILTER (WHERE charged), 0), 9000000000000000000)::bigint AS charged_us,
                             least(coalesce(sum(cpu_us) FILTER (WHERE NOT charged), 0), 9000000000000000000)::bigint AS metered_us
                        FROM used
                       WHERE used_on BETWEEN :from AND :to
                       GROUP BY 1, 2
                       ORDER BY 1, 2
                      """
                        .formatted(by.column())),
            days)
        .map(
            (row, context) ->
                new Sum(
                    row.getString(1), day(row, 2), cpu(row, "charged_us"), cpu(row, "metered_us")))
        .list();
  }

  /**
   * The accounts that used most on these days, most first.
   *
   * @param plan only those that are on it now; of any when empty
   */
  public static List<Long> most(Handle handle, Days days, String plan, int limit) {
    return bind(
            handle.createQuery(
                "WITH "
                    + Tail.USED
                    + """
                      SELECT u.account_id
                        FROM used u
                       WHERE u.used_on BETWEEN :from AND :to
                         AND (:plan = '' OR EXISTS (SELECT FROM entitlement e
                                                     WHERE e.account_id = u.account_id AND e.plan = :plan))
                       GROUP BY u.account_id
                       ORDER BY coalesce(sum(u.cpu_us) FILTER (WHERE u.charged), 0) DESC, sum(u.cpu_us) DESC, u.account_id
                       LIMIT :limit
                      """),
            days)
        .bind("plan", plan)
        .bind("limit", limit)
        .mapTo(Long.class)
        .list();
  }

  /** The accounts that have used most of their running period, most first: of the ledger. */
  public static List<Long> mostNow(Handle handle, String plan, int limit) {
    return handle
        .createQuery(
            """
            SELECT u.account_id
              FROM usage_period u
             WHERE u.settled_at IS NULL AND u.period_end > qm_now() AND u.period_start <= qm_now()
               AND (:plan = '' OR EXISTS (SELECT FROM entitlement e
                                           WHERE e.account_id = u.account_id AND e.plan = :plan))
             ORDER BY u.charged_us DESC, u.metered_us DESC, u.account_id
             LIMIT :limit
            """)
        .bind("plan", plan)
        .bind("limit", limit)
        .mapTo(Long.class)
        .list();
  }

  /** What these accounts used day by day. */
  public static List<OfAccount> of(Handle handle, List<Long> accounts, Days days) {
    return bind(
            handle.createQuery(
                "WITH "
                    + Tail.USED
                    + """
                      SELECT account_id, used_on,
                             least(coalesce(sum(cpu_us) FILTER (WHERE charged), 0), 9000000000000000000)::bigint AS charged_us,
                             least(coalesce(sum(cpu_us) FILTER (WHERE NOT charged), 0), 9000000000000000000)::bigint AS metered_us
                        FROM used
                       WHERE account_id = ANY (:accounts) AND used_on BETWEEN :from AND :to
                       GROUP BY account_id, used_on
                       ORDER BY account_id, used_on
                      """),
            days)
        .bindArray("accounts", Long.class, accounts.toArray())
        .map(
            (row, context) ->
                new OfAccount(
                    row.getLong(1), day(row, 2), cpu(row, "charged_us"), cpu(row, "metered_us")))
        .list();
  }

  /** An account's periods that begin at or after an instant, by day and source. */
  public static List<OfPeriod> periods(Handle handle, long account, Instant since) {
    return handle
        .createQuery(
            "WITH "
                + Tail.USED
                + """
                  SELECT period_start, used_on, source, charged, least(sum(cpu_us), 9000000000000000000)::bigint AS cpu_us
                    FROM used
                   WHERE account_id = :account AND period_start >= :since
                   GROUP BY period_start, used_on, source, charged
                   ORDER BY period_start, used_on, source, charged
                  """)
        .bind("account", account)
        .bind("since", since)
        .map(
            (row, context) ->
                new OfPeriod(
                    row.getObject(1, OffsetDateTime.class).toInstant(),
                    day(row, 2),
                    row.getString(3),
                    row.getBoolean(4),
                    cpu(row, "cpu_us")))
        .list();
  }

  private static Query bind(Query query, Days days) {
    return query.bind("from", days.from()).bind("to", days.to());
  }

  private static LocalDate day(ResultSet row, int column) throws SQLException {
    return row.getObject(column, LocalDate.class);
  }

  private static CpuTime cpu(ResultSet row, String column) throws SQLException {
    return new CpuTime(row.getLong(column));
  }
}
