package dev.quartermaster.quota.charge;

import dev.quartermaster.quota.period.Span;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * The SQL of the ledger.
 *
 * <p>Lock order of all writers: account rows by id, then ledger rows by (month of period_start,
 * period_end, account_id), then tarpit rows. The settling of periods walks the ledger's monthly
 * partitions in that same order.
 */
final class Ledger {

  /** Whose ledger row, and what is added to it. */
  record Entry(long account, Span span, CpuTime allowance, CpuTime charged, CpuTime metered) {}

  /** Names a ledger row. */
  record RowKey(long account, Instant start) {}

  /** A ledger row after the charge. */
  private record Charged(long account, Instant start, Instant end, boolean over, boolean settled) {}

  private Ledger() {}

  /** Which of these rows are there already; a lookup in the primary key. */
  static Set<RowKey> existing(Handle handle, List<Entry> entries) {
    return new HashSet<>(
        handle
            .createQuery(
                """
                SELECT u.account_id, u.period_start
                  FROM unnest(:accounts, :starts) AS wanted (account_id, period_start)
                  JOIN usage_period u USING (account_id, period_start)
                """)
            .bindArray("accounts", Long.class, accounts(entries))
            .bindArray("starts", OffsetDateTime.class, starts(entries))
            .map(
                (row, context) ->
                    new RowKey(row.getLong(1), row.getObject(2, OffsetDateTime.class).toInstant()))
            .list());
  }

  /**
   * Adds to the rows, making those that are missing, and puts accounts that went over their
   * allowance into the tarpit.
   *
   * @throws StalePeriod when a row has another end than expected, because a reset cut it short
   *     meanwhile
   */
  static void add(Handle handle, List<Entry> entries) {
    List<Charged> charged =
        handle
            .createQuery(
                """
                INSERT INTO usage_period AS u
                       (account_id, period_start, period_end, allowance_us, charged_us, metered_us)
                SELECT * FROM unnest(:accounts, :starts, :ends, :allowances, :charged, :metered)
                              AS e (account_id, period_start, period_end, allowance_us, charged_us, metered_us)
                 ORDER BY date_trunc('month', e.period_start AT TIME ZONE 'UTC'), e.period_end, e.account_id
                ON CONFLICT (account_id, period_start) DO UPDATE
                   SET charged_us = u.charged_us + excluded.charged_us,
                       metered_us = u.metered_us + excluded.metered_us
                 WHERE u.period_end = excluded.period_end
                RETURNING account_id, period_start, period_end, charged_us > allowance_us, settled_at IS NOT NULL
                """)
            .bindArray("accounts", Long.class, accounts(entries))
            .bindArray("starts", OffsetDateTime.class, starts(entries))
            .bindArray(
                "ends",
                OffsetDateTime.class,
                entries.stream().map(e -> sql(e.span().end())).toArray())
            .bindArray(
                "allowances",
                Long.class,
                entries.stream().map(e -> e.allowance().micros()).toArray())
            .bindArray(
                "charged", Long.class, entries.stream().map(e -> e.charged().micros()).toArray())
            .bindArray(
                "metered", Long.class, entries.stream().map(e -> e.metered().micros()).toArray())
            .map(
                (row, context) ->
                    new Charged(
                        row.getLong(1),
                        row.getObject(2, OffsetDateTime.class).toInstant(),
                        row.getObject(3, OffsetDateTime.class).toInstant(),
                        row.getBoolean(4),
                        row.getBoolean(5)))
            .list();
    if (charged.size() < entries.size()) {
      Set<RowKey> done = new HashSet<>();
      charged.forEach(row -> done.add(new RowKey(row.account(), row.start())));
      throw new StalePeriod(
          entries.stream()
              .filter(entry -> !done.contains(key(entry)))
              .findFirst()
              .orElseThrow()
              .account());
    }
    enterTarpit(handle, charged.stream().filter(Charged::over).toList());
    tellLate(handle, charged.stream().filter(Charged::settled).toList());
  }

  /**
   * Only a period that still runs puts its account into the tarpit; one event for each that was not
   * in it.
   */
  private static void enterTarpit(Handle handle, List<Charged> over) {
    if (over.isEmpty()) {
      return;
    }
    handle
        .createUpdate(
            """
            WITH entered AS (
              INSERT INTO tarpit (account_id, period_start, since, until)
              SELECT o.account_id, o.period_start, qm_now(), o.period_end
                FROM unnest(:accounts, :starts, :ends) AS o (account_id, period_start, period_end)
               WHERE o.period_end > qm_now()
               ORDER BY o.period_end, o.account_id
              ON CONFLICT DO NOTHING
              RETURNING account_id, period_start)
            INSERT INTO event (account_id, kind, period_start)
            SELECT account_id, 'tarpit-entered', period_start FROM entered
            """)
        .bindArray("accounts", Long.class, over.stream().map(Charged::account).toArray())
        .bindArray("starts", OffsetDateTime.class, over.stream().map(o -> sql(o.start())).toArray())
        .bindArray("ends", OffsetDateTime.class, over.stream().map(o -> sql(o.end())).toArray())
        .execute();
  }

  /** A settled period's total grew: it stays settled, and the event says so. */
  private static void tellLate(Handle handle, List<Charged> settled) {
    if (settled.isEmpty()) {
      return;
    }
    handle
        .createUpdate(
            """
            INSERT INTO event (account_id, kind, period_start)
            SELECT account_id, 'late-charge', period_start
              FROM unnest(:accounts, :starts) AS s (account_id, period_start)
            """)
        .bindArray("accounts", Long.class, settled.stream().map(Charged::account).toArray())
        .bindArray(
            "starts", OffsetDateTime.class, settled.stream().map(s -> sql(s.start())).toArray())
        .execute();
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
            SELECT m.account_id, m.period_start, m.period_end
              FROM unnest(:accounts, :starts, :ends) AS m (account_id, period_start, period_end)
             WHERE m.period_end <= greatest(qm_now(), (SELECT at FROM settled_through))
             ORDER BY m.period_end, m.account_id
            ON CONFLICT DO NOTHING
            """)
        .bindArray("accounts", Long.class, accounts(made))
        .bindArray("starts", OffsetDateTime.class, starts(made))
        .bindArray(
            "ends", OffsetDateTime.class, made.stream().map(e -> sql(e.span().end())).toArray())
        .execute();
  }

  static RowKey key(Entry entry) {
    return new RowKey(entry.account(), entry.span().start());
  }

  private static Object[] accounts(List<Entry> entries) {
    return entries.stream().map(Entry::account).toArray();
  }

  private static Object[] starts(List<Entry> entries) {
    return entries.stream().map(entry -> sql(entry.span().start())).toArray();
  }

  private static OffsetDateTime sql(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
