package dev.quartermaster.quota.charge;

import dev.quartermaster.quota.charge.AccountPeriods.Use;
import dev.quartermaster.quota.charge.Ledger.Entry;
import dev.quartermaster.quota.charge.Ledger.RowKey;
import dev.quartermaster.quota.period.Span;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Records added up before they touch rows: by ledger row, and by what is kept of each report. */
final class Entries {

  private static final long DAY_SECONDS = 86_400;

  private final Map<RowKey, Sum> rows = new HashMap<>();
  private final Map<RecordRows.Key, Long> records = new HashMap<>();

  /** What is added to a ledger row so far. */
  private static final class Sum {
    private final Use use;
    private final Span span;
    private final long month;
    private CpuTime charged = CpuTime.ZERO;
    private CpuTime metered = CpuTime.ZERO;

    Sum(Use use, Span span) {
      this.use = use;
      this.span = span;
      this.month = month(span.start());
    }

    Entry entry() {
      return new Entry(account(), span, use.account().allowance(), charged, metered);
    }

    long account() {
      return use.account().id();
    }

    Instant end() {
      return span.end();
    }
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /**
   * Adds a record to a ledger row.
   *
   * @param charged whether it counts against the allowance
   */
  void add(Use use, Span span, boolean charged, CpuTime cpu) {
    Sum sum =
        rows.computeIfAbsent(
            new RowKey(use.account().id(), span.start()), key -> new Sum(use, span));
    if (charged) {
      sum.charged = sum.charged.plus(cpu);
    } else {
      sum.metered = sum.metered.plus(cpu);
    }
  }

  /** Keeps what of a report went to one account, period, source and day. */
  void record(ReportOf of, UsageRecord record) {
    records.merge(of.key(record), record.cpu().micros(), CpuTime::sum);
  }

  /** Where a record of a report went. */
  record ReportOf(RecordRows.ReportKey report, Use use, Span span, boolean charged) {
    RecordRows.Key key(UsageRecord record) {
      long day = Math.floorDiv(use.at().getEpochSecond(), DAY_SECONDS);
      return new RecordRows.Key(
          use.account().id(), span.start(), record.source(), charged, day, report);
    }
  }

  Map<RecordRows.Key, Long> records() {
    return records;
  }

  /** The latest period of each of these accounts. */
  Map<Long, Span> latest(Set<Long> accounts) {
    return rows.values().stream()
        .filter(sum -> accounts.contains(sum.account()))
        .collect(
            Collectors.toMap(
                Sum::account, sum -> sum.span, (a, b) -> a.start().isAfter(b.start()) ? a : b));
  }

  /**
   * The rows as all writers lock them: by month of their start, which is the partition, then by
   * their end, then by account.
   */
  List<Entry> inLockOrder() {
    return rows.values().stream()
        .sorted(
            Comparator.comparingLong((Sum sum) -> sum.month)
                .thenComparing(Sum::end)
                .thenComparingLong(Sum::account))
        .map(Sum::entry)
        .toList();
  }

  private static long month(Instant start) {
    LocalDate day = LocalDate.ofInstant(start, ZoneOffset.UTC);
    return day.getYear() * 12L + day.getMonthValue();
  }
}
