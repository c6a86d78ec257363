package dev.quartermaster.quota.charge;

import dev.quartermaster.quota.charge.AccountPeriods.Use;
import dev.quartermaster.quota.charge.Ledger.Entry;
import dev.quartermaster.quota.charge.Ledger.RowKey;
import dev.quartermaster.quota.period.Span;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Records added up before they touch rows: by ledger row, and by what is kept of each report. */
final class Entries {

  private static final long DAY_SECONDS = 86_400;

  private final Map<RowKey, Entry> rows = new HashMap<>();
  private final Map<RecordRows.Key, Long> records = new HashMap<>();
  private final Map<Long, Instant> latest = new HashMap<>();

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /**
   * Adds to a ledger row.
   *
   * @param charged what of the record counts against the allowance: all or nothing
   */
  void add(Use use, Span span, CpuTime charged, UsageRecord record) {
    long id = use.account().id();
    CpuTime metered = charged.equals(record.cpu()) ? CpuTime.ZERO : record.cpu();
    Entry entry = new Entry(id, span, use.account().allowance(), charged, metered);
    rows.merge(entry.key(), entry, Entries::sum);
    latest.merge(id, span.start(), (a, b) -> a.isAfter(b) ? a : b);
  }

  private static Entry sum(Entry a, Entry b) {
    return new Entry(
        a.account(),
        a.span(),
        a.allowance(),
        a.charged().plus(b.charged()),
        a.metered().plus(b.metered()));
  }

  /** Keeps what of a report went to one account, period, source and day. */
  void record(ReportOf of, UsageRecord record) {
    records.merge(of.key(record), record.cpu().micros(), Math::addExact);
  }

  /** Where a record of a report went. */
  record ReportOf(RecordRows.ReportKey report, Use use, Span span, boolean charged) {
    RecordRows.Key key(UsageRecord record) {
      LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(use.at().getEpochSecond(), DAY_SECONDS));
      return new RecordRows.Key(
          use.account().id(), span.start(), record.source(), charged, day, report);
    }
  }

  Map<RecordRows.Key, Long> records() {
    return records;
  }

  Optional<Instant> latestStart(long account) {
    return Optional.ofNullable(latest.get(account));
  }

  /**
   * The rows as all writers lock them: by month of their start, which is the partition, then by
   * their end, then by account.
   */
  List<Entry> inLockOrder() {
    List<Entry> ordered = new ArrayList<>(rows.values());
    ordered.sort(
        Comparator.comparingLong((Entry entry) -> month(entry.span().start()))
            .thenComparing(entry -> entry.span().end())
            .thenComparingLong(Entry::account));
    return ordered;
  }

  private static long month(Instant start) {
    LocalDate day = LocalDate.ofInstant(start, ZoneOffset.UTC);
    return day.getYear() * 12L + day.getMonthValue();
  }
}
