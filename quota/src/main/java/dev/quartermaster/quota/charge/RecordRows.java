package dev.quartermaster.quota.charge;

import dev.quartermaster.db.BigintArray;
import dev.quartermaster.quota.charge.UsageReport.Gap;
import dev.quartermaster.quota.feed.FeedCursor;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The SQL of reports and their records: what came in, kept so that the ledger can be proved. */
final class RecordRows {

  /** Names a report. */
  record ReportKey(String reporter, long sequence) {}

  /**
   * One row: a report's records of one account, period, source and day together.
   *
   * @param usedOnDay in UTC, counted from 1970-01-01
   */
  record Key(
      long account,
      Instant periodStart,
      String source,
      boolean charged,
      long usedOnDay,
      ReportKey report) {

    /** Few rows of a charge differ in no more than the rest, and the rest is costly to hash. */
    @Override
    public int hashCode() {
      return 31 * (31 * Long.hashCode(account) + Long.hashCode(periodStart.getEpochSecond()))
          + source.hashCode();
    }
  }

  private RecordRows() {}

  static ReportKey key(UsageReport report) {
    return new ReportKey(report.reporter(), report.sequence());
  }

  /**
   * A charging transaction as it began.
   *
   * @param at what comes in with it is received then
   * @param feed all that it will tell comes after this
   */
  record Begun(Instant at, FeedCursor feed) {}

  /** Opens the transaction, bounded well below Settling's lag (see there). */
  static Begun begin(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT qm_now(), pg_snapshot_xmin(pg_current_snapshot())::text::bigint
              FROM set_config('statement_timeout', '30s', true)
            """)
        .map(
            (row, context) ->
                new Begun(
                    row.getObject(1, OffsetDateTime.class).toInstant(),
                    new FeedCursor(row.getLong(2), 0)))
        .one();
  }

  /**
   * Notes the reports that were never seen, and returns them. Waits for another transaction that
   * claims the same one: when that rolls back the report is ours, when it commits it is a
   * duplicate. In one order, so that two such transactions cannot wait for each other.
   *
   * @param anyAge whether their records are taken however old they are
   */
  static Set<ReportKey> claim(
      Handle handle, List<UsageReport> reports, Instant now, boolean anyAge) {
    return new HashSet<>(
        handle
            .createQuery(
                """
                INSERT INTO usage_report (reporter, sequence, records, received_at, any_age)
                SELECT r.reporter, r.sequence, r.records, :now, :anyAge
                  FROM unnest(:reporters, :sequences, :records) AS r (reporter, sequence, records)
                 ORDER BY r.reporter, r.sequence
                ON CONFLICT DO NOTHING
                RETURNING reporter, sequence
                """)
            .bindArray(
                "reporters", String.class, reports.stream().map(UsageReport::reporter).toArray())
            .bind("sequences", Ledger.longs(reports, UsageReport::sequence))
            .bind("records", Ledger.longs(reports, report -> report.records().size()))
            .bind("now", now)
            .bind("anyAge", anyAge)
            .map((row, context) -> new ReportKey(row.getString(1), row.getLong(2)))
            .list());
  }

  /** Keeps what a reporter says it could not report. */
  static void addGaps(Handle handle, UsageReport report, Instant now) {
    List<Gap> gaps = report.gaps();
    if (gaps.isEmpty()) {
      return;
    }
    handle
        .createUpdate(
            """
            INSERT INTO reporter_gap (reporter, sequence, number, from_at, until_at, reason, received_at)
            SELECT :reporter, :sequence, g.number, at_us(g.from_us), at_us(g.until_us), g.reason, :now
              FROM unnest(:froms, :untils, :reasons) WITH ORDINALITY AS g (from_us, until_us, reason, number)
            """)
        .bind("reporter", report.reporter())
        .bind("sequence", report.sequence())
        .bind("froms", Ledger.longs(gaps, gap -> BigintArray.micros(gap.from())))
        .bind("untils", Ledger.longs(gaps, gap -> BigintArray.micros(gap.until())))
        .bindArray("reasons", String.class, gaps.stream().map(Gap::reason).toArray())
        .bind("now", now)
        .execute();
  }

  /** Locks nothing that others wait for. */
  static void add(Handle handle, Map<Key, Long> recorded, Instant receivedAt) {
    List<Map.Entry<Key, Long>> rows = List.copyOf(recorded.entrySet());
    List<Key> keys = rows.stream().map(Map.Entry::getKey).toList();
    handle
        .createUpdate(
            """
            INSERT INTO usage_record
                   (account_id, period_start, source, cpu_us, charged, reporter, sequence, received_at, used_on)
            SELECT r.account_id, at_us(r.start_us), r.source, r.cpu_us, r.charged = 1, r.reporter, r.sequence,
                   :receivedAt, date '1970-01-01' + r.day::int
              FROM unnest(:accounts, :starts, :sources, :cpu, :charged, :reporters, :sequences, :days)
                   AS r (account_id, start_us, source, cpu_us, charged, reporter, sequence, day)
            """)
        .bind("accounts", Ledger.longs(keys, Key::account))
        .bind("starts", Ledger.longs(keys, key -> BigintArray.micros(key.periodStart())))
        .bindArray("sources", String.class, keys.stream().map(Key::source).toArray())
        .bind("cpu", Ledger.longs(rows, Map.Entry::getValue))
        .bind("charged", Ledger.longs(keys, key -> key.charged() ? 1 : 0))
        .bindArray(
            "reporters", String.class, keys.stream().map(key -> key.report().reporter()).toArray())
        .bind("sequences", Ledger.longs(keys, key -> key.report().sequence()))
        .bind("days", Ledger.longs(keys, Key::usedOnDay))
        .bind("receivedAt", receivedAt)
        .execute();
  }
}
