package dev.quartermaster.quota.charge;

import dev.quartermaster.db.BigintArray;
import dev.quartermaster.quota.period.Span;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jdbi.v3.core.Handle;

/**
 * The SQL of the ledger.
 *
 * <p>Lock order of all writers: account rows by id, then ledger rows by (month of period_start,
 * period_end, account_id), then tarpit rows by (until, account_id). The settling of periods walks
 * the ledger's monthly partitions in that same order.
 */
final class Ledger {

  /** Whose ledger row, and what is added to it. */
  record Entry(long account, Span span, CpuTime allowance, CpuTime charged, CpuTime metered) {
    RowKey key() {
      return new RowKey(account, span.start());
    }
  }

  /** Names a ledger row. */
  record RowKey(long account, Instant start) {}

  /** A ledger row after the charge. */
  record Charged(long account, Span span, long chargedMicros, long allowanceMicros, State state) {

    boolean isOver() {
      return chargedMicros > allowanceMicros;
    }
  }

  /**
   * More of a ledger row.
   *
   * @param toldPercent the highest per cent that its account was told of
   */
  record State(int toldPercent, boolean settled) {}

  private Ledger() {}

  /** Which of these rows are there already; a lookup in the primary key. */
  static Set<RowKey> existing(Handle handle, List<Entry> entries) {
    return new HashSet<>(
        handle
            .createQuery(
                """
                SELECT u.account_id, u.period_start
                  FROM unnest(:accounts, :starts) AS wanted (account_id, start_us)
                  JOIN usage_period u ON u.account_id = wanted.account_id AND u.period_start = at_us(wanted.start_us)
                """)
            .bind("accounts", longs(entries, Entry::account))
            .bind("starts", longs(entries, entry -> BigintArray.micros(entry.span().start())))
            .map((row, context) -> new RowKey(row.getLong(1), instant(row, 2)))
            .list());
  }

  /**
   * Adds to the rows, making those that are missing.
   *
   * @param entries in the order in which they are locked
   * @param percent of the allowance, from which on a row is returned
   * @return rows that reached so much, and those that are settled
   * @throws StalePeriod when a row has another end than expected, because a reset cut it short
   *     meanwhile
   */
  static List<Charged> add(Handle handle, List<Entry> entries, int percent) {
    List<Charged> notable = new ArrayList<>();
    long[] touched = {0};
    handle
        .createQuery(
            """
            WITH put AS (
              INSERT INTO usage_period AS u
                     (account_id, period_start, period_end, allowance_us, charged_us, metered_us)
              SELECT e.account_id, at_us(e.start_us), at_us(e.end_us), e.allowance_us, e.charged_us, e.metered_us
                FROM unnest(:accounts, :starts, :ends, :allowances, :charged, :metered) WITH ORDINALITY
                     AS e (account_id, start_us, end_us, allowance_us, charged_us, metered_us, place)
               ORDER BY e.place
              ON CONFLICT (account_id, period_start) DO UPDATE
                 SET charged_us = least(u.charged_us, :largest - excluded.charged_us) + excluded.charged_us,
                     metered_us = least(u.metered_us, :largest - excluded.metered_us) + excluded.metered_us
               WHERE u.period_end = excluded.period_end
              RETURNING account_id, period_start, period_end, charged_us, allowance_us, told_percent,
                        settled_at IS NOT NULL AS settled)
            SELECT count(*), NULL, NULL, NULL, NULL, NULL, NULL FROM put
            UNION ALL
            SELECT * FROM put
             WHERE settled OR charged_us > allowance_us OR charged_us >= allowance_us / 100 * :percent
            """)
        .bind("accounts", longs(entries, Entry::account))
        .bind("starts", longs(entries, entry -> BigintArray.micros(entry.span().start())))
        .bind("ends", longs(entries, entry -> BigintArray.micros(entry.span().end())))
        .bind("allowances", longs(entries, entry -> entry.allowance().micros()))
        .bind("charged", longs(entries, entry -> entry.charged().micros()))
        .bind("metered", longs(entries, entry -> entry.metered().micros()))
        .bind("percent", percent)
        .bind("largest", CpuTime.LARGEST_SUM)
        .map(
            (row, context) -> {
              if (row.getObject(2) == null) {
                touched[0] = row.getLong(1);
              } else {
                notable.add(charged(row));
              }
              return true;
            })
        .list();
    if (touched[0] < entries.size()) {
      throw new StalePeriod("of one of %d accounts".formatted(entries.size()));
    }
    return notable;
  }

  private static Charged charged(ResultSet row) throws SQLException {
    return new Charged(
        row.getLong(1),
        Span.of(row, 2),
        row.getLong(4),
        row.getLong(5),
        new State(row.getInt(6), row.getBoolean(7)));
  }

  /** Puts new rows whose period has ended already where settling finds them. */
  static void queueLate(Handle handle, List<Entry> made) {
    if (made.isEmpty()) {
      return;
    }
    handle
        .createUpdate(
            """
            INSERT INTO late_period (account_id, period_start, period_end)
            SELECT m.account_id, at_us(m.start_us), at_us(m.end_us)
              FROM unnest(:accounts, :starts, :ends) AS m (account_id, start_us, end_us)
             WHERE at_us(m.end_us) <= greatest(qm_now(), (SELECT at FROM settled_through))
             ORDER BY m.end_us, m.account_id
            ON CONFLICT DO NOTHING
            """)
        .bind("accounts", longs(made, Entry::account))
        .bind("starts", longs(made, entry -> BigintArray.micros(entry.span().start())))
        .bind("ends", longs(made, entry -> BigintArray.micros(entry.span().end())))
        .execute();
  }

  static <T> BigintArray longs(List<T> values, ToLongFunction<T> part) {
    long[] longs = new long[values.size()];
    int place = 0;
    for (T value : values) {
      longs[place++] = part.applyAsLong(value);
    }
    return BigintArray.of(longs);
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
