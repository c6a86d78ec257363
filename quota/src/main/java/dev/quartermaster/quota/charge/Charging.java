package dev.quartermaster.quota.charge;

import dev.quartermaster.quota.account.AccountRows;
import dev.quartermaster.quota.account.AccountRows.AccountRow;
import dev.quartermaster.quota.charge.AccountPeriods.Use;
import dev.quartermaster.quota.charge.ChargeOutcome.Rejection;
import dev.quartermaster.quota.charge.Entries.ReportOf;
import dev.quartermaster.quota.charge.KnownAccounts.Read;
import dev.quartermaster.quota.charge.Ledger.Entry;
import dev.quartermaster.quota.charge.RecordRows.Begun;
import dev.quartermaster.quota.charge.RecordRows.ReportKey;
import dev.quartermaster.quota.feed.FeedCursor;
import dev.quartermaster.quota.period.Span;
import java.time.Instant;
import java.util.ArrayList;
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
  private final KnownAccounts known;
  private final List<Taken> taken = new ArrayList<>();
  private final List<Tally> tallies = new ArrayList<>();
  private final Entries entries = new Entries();
  private List<Entry> unsure = List.of();

  /** A record of a report never seen, whose account is known. */
  private record Taken(UsageReport report, UsageRecord record, Use use) {}

  /** What becomes of one report's records. */
  private static final class Tally {
    private final List<Rejection> rejected = new ArrayList<>();
    private long accepted;
    private long duplicates;
    private CpuTime cpu = CpuTime.ZERO;

    ChargeOutcome outcome(FeedCursor feed) {
      return new ChargeOutcome(accepted, duplicates, List.copyOf(rejected), cpu, feed);
    }
  }

  Charging(Handle handle, ChargePolicy policy, Partitions partitions, KnownAccounts known) {
    this.handle = handle;
    this.policy = policy;
    this.partitions = partitions;
    this.known = known;
  }

  /**
   * The outcome of each report, in their order.
   *
   * @param held whether the accounts are locked when they are read, so that none can change
   * @throws StalePeriod when one changed meanwhile; never when they are held
   */
  List<ChargeOutcome> charge(List<UsageReport> reports, boolean held) {
    Begun begun = RecordRows.begin(handle);
    Instant now = begun.at();
    partitions.requireRecords(now);
    Set<ReportKey> fresh = RecordRows.claim(handle, reports, now, policy.anyAge());
    Read seen = known.read(handle, keys(reports));
    Read accounts = held ? held(seen) : seen;
    reports.forEach(report -> take(report, fresh, accounts, now));
    List<Span> spans =
        AccountPeriods.of(handle, taken.stream().map(Taken::use).toList(), accounts.started());
    for (int i = 0; i < spans.size(); i++) {
      add(taken.get(i), spans.get(i));
    }
    write(accounts, now);
    return tallies.stream().map(tally -> tally.outcome(begun.feed())).toList();
  }

  /** As they are now and stay; one that is gone is missing. */
  private Read held(Read seen) {
    Map<Long, AccountRow> locked =
        AccountRows.locked(
            handle, seen.byKey().values().stream().map(AccountRow::id).collect(Collectors.toSet()));
    Map<String, AccountRow> byKey = new HashMap<>();
    seen.byKey()
        .forEach(
            (key, row) ->
                Optional.ofNullable(locked.get(row.id())).ifPresent(now -> byKey.put(key, now)));
    return new Read(byKey, Map.of());
  }

  /**
   * The accounts' latest periods that have a ledger row once this has been committed; none when
   * that was known of all.
   */
  Map<String, Span> started() {
    if (unsure.isEmpty()) {
      return Map.of();
    }
    Map<Long, Span> latest =
        entries.latest(unsure.stream().map(Entry::account).collect(Collectors.toSet()));
    Map<String, Span> started = new HashMap<>();
    taken.forEach(
        t -> {
          Span span = latest.get(t.use().account().id());
          if (span != null) {
            started.put(t.record().username().key(), span);
          }
        });
    return started;
  }

  /** Notes the records that are charged, counts the duplicates and rejects the others. */
  private void take(UsageReport report, Set<ReportKey> fresh, Read accounts, Instant now) {
    Tally tally = new Tally();
    tallies.add(tally);
    if (!fresh.remove(RecordRows.key(report))) {
      tally.duplicates = report.records().size();
      return;
    }
    RecordRows.addGaps(handle, report, now);
    int index = 0;
    for (UsageRecord record : report.records()) {
      AccountRow account = accounts.byKey().get(record.username().key());
      Optional<String> refusal =
          account == null
              ? Optional.of("there is no account '%s'".formatted(record.username()))
              : policy.refusal(record.at(), now);
      if (account == null || refusal.isPresent()) {
        tally.rejected.add(new Rejection(index, record, refusal.orElseThrow()));
      } else {
        taken.add(new Taken(report, record, new Use(account, notYetToCome(record.at(), now))));
        tally.accepted++;
        tally.cpu = tally.cpu.plus(record.cpu());
      }
      index++;
    }
  }

  /**
   * A reporter whose clock is ahead used it by now at the latest. So no period begins before its
   * time, and a new rule never finds one in its way.
   */
  private static Instant notYetToCome(Instant at, Instant now) {
    return at.isAfter(now) ? now : at;
  }

  private void add(Taken taken, Span span) {
    boolean charged = policy.charges(taken.record().source());
    entries.add(taken.use(), span, charged, taken.record().cpu());
    entries.record(
        new ReportOf(RecordRows.key(taken.report()), taken.use(), span, charged), taken.record());
  }

  private void write(Read accounts, Instant now) {
    if (entries.isEmpty()) {
      return;
    }
    List<Entry> ordered = entries.inLockOrder();
    partitions.require(ordered.stream().map(entry -> entry.span().start()).toList());
    List<Entry> made = missing(ordered, accounts);
    // Before any row is locked that another charge may wait for.
    RecordRows.add(handle, entries.records(), now);
    holdStill(made, accounts);
    Told.tell(handle, policy, now, Ledger.add(handle, ordered, policy.lowestPercent()));
    Ledger.queueLate(handle, made);
  }

  /** The ledger rows that are yet to be made. */
  private List<Entry> missing(List<Entry> ordered, Read accounts) {
    unsure =
        ordered.stream()
            .filter(entry -> !entry.span().equals(accounts.started().get(entry.account())))
            .toList();
    if (unsure.isEmpty()) {
      return List.of();
    }
    Set<Ledger.RowKey> there = Ledger.existing(handle, unsure);
    return unsure.stream().filter(entry -> !there.contains(entry.key())).toList();
  }

  /**
   * A row that is there is guarded by its end, which a reset changes. A row that is yet to be made
   * has no such guard: its account is locked instead, and must still be as it was read.
   */
  private void holdStill(List<Entry> made, Read accounts) {
    if (made.isEmpty()) {
      return;
    }
    Map<Long, AccountRow> read =
        accounts.byKey().values().stream().collect(Collectors.toMap(AccountRow::id, row -> row));
    Set<Long> ids = made.stream().map(Entry::account).collect(Collectors.toSet());
    Map<Long, AccountRow> locked = AccountRows.locked(handle, ids);
    for (long id : ids) {
      if (!Objects.equals(read.get(id), locked.get(id))) {
        throw new StalePeriod("of account " + id);
      }
    }
  }

  static Set<String> keys(List<UsageReport> reports) {
    Set<String> keys = new HashSet<>();
    for (UsageReport report : reports) {
      report.records().forEach(record -> keys.add(record.username().key()));
    }
    return keys;
  }
}
