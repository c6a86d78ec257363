package dev.quartermaster.quota.charge;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The SQL of reports and their records: what came in, kept so that the ledger can be proved. */
final class RecordRows {

  /** Names a report. */
  record ReportKey(String reporter, long sequence) {}

  /** One row: a report's records of one account, period and source together. */
  record Key(long account, Instant periodStart, String source, boolean charged, ReportKey report) {}

  private RecordRows() {}

  static ReportKey key(UsageReport report) {
    return new ReportKey(report.reporter(), report.sequence());
  }

  /**
   * Notes the reports that were never seen, and returns them. Waits for another transaction that
   * claims the same one: when that rolls back the report is ours, when it commits it is a
   * duplicate. In one order, so that two such transactions cannot wait for each other.
   */
  static Set<ReportKey> claim(Handle handle, List<UsageReport> reports) {
    return new HashSet<>(
        handle
            .createQuery(
                """
                INSERT INTO usage_report (reporter, sequence, records)
                SELECT r.reporter, r.sequence, r.records
                  FROM unnest(:reporters, :sequences, :records) AS r (reporter, sequence, records)
                 ORDER BY r.reporter, r.sequence
                ON CONFLICT DO NOTHING
                RETURNING reporter, sequence
                """)
            .bindArray(
                "reporters", String.class, reports.stream().map(UsageReport::reporter).toArray())
            .bindArray(
                "sequences", Long.class, reports.stream().map(UsageReport::sequence).toArray())
            .bindArray(
                "records", Integer.class, reports.stream().map(r -> r.records().size()).toArray())
            .map((row, context) -> new ReportKey(row.getString(1), row.getLong(2)))
            .list());
  }

  static void add(Handle handle, Map<Key, Long> recorded, Instant receivedAt) {
    List<Map.Entry<Key, Long>> rows = List.copyOf(recorded.entrySet());
    handle
        .createUpdate(
            """
            INSERT INTO usage_record
                   (account_id, period_start, source, cpu_us, charged, reporter, sequence, received_at)
            SELECT r.account_id, r.period_start, r.source, r.cpu_us, r.charged, r.reporter, r.sequence, :receivedAt
              FROM unnest(:accounts, :starts, :sources, :cpu, :charged, :reporters, :sequences)
                   AS r (account_id, period_start, source, cpu_us, charged, reporter, sequence)
            """)
        .bindArray("accounts", Long.class, rows.stream().map(r -> r.getKey().account()).toArray())
        .bindArray(
            "starts",
            OffsetDateTime.class,
            rows.stream().map(r -> r.getKey().periodStart().atOffset(ZoneOffset.UTC)).toArray())
        .bindArray("sources", String.class, rows.stream().map(r -> r.getKey().source()).toArray())
        .bindArray("cpu", Long.class, rows.stream().map(Map.Entry::getValue).toArray())
        .bindArray("charged", Boolean.class, rows.stream().map(r -> r.getKey().charged()).toArray())
        .bindArray(
            "reporters",
            String.class,
            rows.stream().map(r -> r.getKey().report().reporter()).toArray())
        .bindArray(
            "sequences",
            Long.class,
            rows.stream().map(r -> r.getKey().report().sequence()).toArray())
        .bind("receivedAt", receivedAt)
        .execute();
  }
}
