package dev.quartermaster.quota.charge;

import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.quota.account.AccountRows;
import dev.quartermaster.quota.account.AccountRows.AccountRow;
import dev.quartermaster.quota.charge.AccountPeriods.Use;
import dev.quartermaster.quota.charge.ChargeOutcome.Rejection;
import dev.quartermaster.quota.charge.Ledger.Entry;
import dev.quartermaster.quota.charge.Ledger.RowKey;
import dev.quartermaster.quota.period.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** One attempt, in one transaction. */
final class Charging {
  private final Handle handle;
  private final ChargePolicy policy;
  private final Partitions partitions;
  private final Instant now;
  private final List<Rejection> rejected = new ArrayList<>();
  private final Map<RowKey, Entry> entries = new HashMap<>();
  private final Map<RecordRows.Key, Long> recorded = new HashMap<>();
  private long duplicates;
  private CpuTime cpu = CpuTime.ZERO;

  /** A record of a report never seen, whose account is known. */
  private record Taken(UsageReport report, UsageRecord record, Use use) {}

  Charging(Handle handle, ChargePolicy policy, Partitions partitions) {
    this.handle = handle;
    this.policy = policy;
    this.partitions = partitions;
    this.now = DatabaseClock.now(handle);
  }

  ChargeOutcome charge(List<UsageReport> reports) {
    // Bounds the transaction well below Settling's lag: see there.
    handle.execute("SET LOCAL statement_timeout = '30s'");
    Set<RecordRows.ReportKey> fresh = RecordRows.claim(handle, reports);
    Map<String, AccountRow> accounts = AccountRows.byKey(handle, keys(reports));
    List<Taken> all = take(reports, fresh, accounts);
    List<Span> spans = AccountPeriods.of(handle, all.stream().map(Taken::use).toList());
    for (int i = 0; i < spans.size(); i++) {
      add(all.get(i), spans.get(i));
    }
    write(accounts);
    return new ChargeOutcome(all.size(), duplicates, List.copyOf(rejected), cpu);
  }

  /** The records that are charged; counts the duplicates and notes the others. */
  private List<Taken> take(
      List<UsageReport> reports,
      Set<RecordRows.ReportKey> fresh,
      Map<String, AccountRow> accounts) {
    List<Taken> all = new ArrayList<>();
    int index = 0;
    for (UsageReport report : reports) {
      boolean seen = !fresh.remove(RecordRows.key(report));
      for (UsageRecord record : report.records()) {
        if (seen) {
          duplicates++;
        } else {
          take(report, record, index, accounts).ifPresent(all::add);
        }
        index++;
      }
    }
    return all;
  }

  private Optional<Taken> take(
      UsageReport report, UsageRecord record, int index, Map<String, AccountRow> accounts) {
    AccountRow account = accounts.get(record.username().key());
    Optional<String> refusal =
        account == null
            ? Optional.of("there is no account '%s'".formatted(record.username()))
            : policy.refusal(record.at(), now);
    if (account == null || refusal.isPresent()) {
      rejected.add(new Rejection(index, record, refusal.orElseThrow()));
      return Optional.empty();
    }
    return Optional.of(new Taken(report, record, new Use(account, notYetToCome(record.at()))));
  }

  /**
   * A reporter whose clock is ahead used it by now at the latest. So no period begins before its
   * time, and a new rule never finds one in its way.
   */
  private Instant notYetToCome(Instant at) {
    return at.isAfter(now) ? now : at;
  }

  private void add(Taken taken, Span span) {
    UsageRecord record = taken.record();
    AccountRow account = taken.use().account();
    boolean charged = policy.charges(record.source());
    Entry entry =
        new Entry(
            account.id(),
            span,
            account.allowance(),
            charged ? record.cpu() : CpuTime.ZERO,
            charged ? CpuTime.ZERO : record.cpu());
    entries.merge(Ledger.key(entry), entry, Charging::sum);
    recorded.merge(
        new RecordRows.Key(
            account.id(), span.start(), record.source(), charged, RecordRows.key(taken.report())),
        record.cpu().micros(),
        Math::addExact);
    cpu = cpu.plus(record.cpu());
  }

  private static Entry sum(Entry a, Entry b) {
    return new Entry(
        a.account(),
        a.span(),
        a.allowance(),
        a.charged().plus(b.charged()),
        a.metered().plus(b.metered()));
  }

  private void write(Map<String, AccountRow> accounts) {
    if (entries.isEmpty()) {
      return;
    }
    partitions.require(entries.values().stream().map(entry -> entry.span().start()).toList());
    List<Entry> ordered =
        entries.values().stream()
            .sorted(Comparator.comparing((Entry e) -> e.span().end()).thenComparing(Entry::account))
            .toList();
    Set<RowKey> there = Ledger.existing(handle, ordered);
    List<Entry> made =
        ordered.stream().filter(entry -> !there.contains(Ledger.key(entry))).toList();
    holdStill(made, accounts);
    Ledger.add(handle, ordered);
    Ledger.queueLate(handle, made);
    RecordRows.add(handle, recorded, now);
  }

  /**
   * A row that is there is guarded by its end, which a reset changes. A row that is yet to be made
   * has no such guard: its account is locked instead, and must still be as it was read.
   */
  private void holdStill(List<Entry> made, Map<String, AccountRow> accounts) {
    if (made.isEmpty()) {
      return;
    }
    Map<Long, AccountRow> read =
        accounts.values().stream().collect(Collectors.toMap(AccountRow::id, row -> row));
    Set<Long> ids = made.stream().map(Entry::account).collect(Collectors.toSet());
    Map<Long, AccountRow> locked = AccountRows.locked(handle, ids);
    for (long id : ids) {
      if (!Objects.equals(read.get(id), locked.get(id))) {
        throw new StalePeriod(id);
      }
    }
  }

  private static Set<String> keys(List<UsageReport> reports) {
    Set<String> keys = new HashSet<>();
    for (UsageReport report : reports) {
      report.records().forEach(record -> keys.add(record.username().key()));
    }
    return keys;
  }
}
