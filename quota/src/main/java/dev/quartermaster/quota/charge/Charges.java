package dev.quartermaster.quota.charge;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.quota.account.AccountRows;
import dev.quartermaster.quota.account.AccountRows.AccountRow;
import dev.quartermaster.quota.charge.ChargeOutcome.Rejection;
import dev.quartermaster.quota.charge.Ledger.Entry;
import dev.quartermaster.quota.charge.Ledger.RowKey;
import dev.quartermaster.quota.period.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * Charges reported usage to the ledger: each report in full or not at all, and at most once.
 *
 * <p>Thread-safe. Any number of processes may charge the same accounts at once.
 */
public final class Charges {

  /**
   * A reset that comes in between costs one more reading; more than a few in a row do not happen by
   * chance.
   */
  private static final RetryPolicy<ChargeOutcome> AGAIN =
      RetryPolicy.<ChargeOutcome>builder()
          .handleIf(Charges::passes)
          .withMaxRetries(10)
          .withDelay(Duration.ofMillis(2), Duration.ofMillis(20))
          .build();

  private final Database database;
  private final ChargePolicy policy;
  private final Partitions partitions;

  public Charges(Database database, ChargePolicy policy) {
    this.database = database;
    this.policy = policy;
    this.partitions = new Partitions(database);
  }

  /** Charges one report. */
  public ChargeOutcome charge(UsageReport report) {
    return charge(List.of(report));
  }

  /**
   * Charges reports in one transaction. Records that cannot be charged are rejected one by one; the
   * others land.
   *
   * @param reports of different reporter and sequence each
   */
  public ChargeOutcome charge(List<UsageReport> reports) {
    try {
      return Failsafe.with(AGAIN).get(() -> attempt(reports));
    } catch (FailsafeException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private ChargeOutcome attempt(List<UsageReport> reports) {
    partitions.ensure(Partitions.RECORDS, List.of(database.transaction(DatabaseClock::now)));
    try {
      return database.transaction(
          handle -> new Charging(handle, policy, partitions).charge(reports));
    } catch (Partitions.Missing missing) {
      partitions.ensure(Partitions.PERIODS, missing.months());
      return database.transaction(
          handle -> new Charging(handle, policy, partitions).charge(reports));
    }
  }

  private static boolean passes(Throwable failure) {
    if (failure instanceof StalePeriod) {
      return true;
    }
    // 40P01: the server broke a deadlock by giving up this side.
    return failure instanceof UnableToExecuteStatementException sql
        && sql.getCause() instanceof java.sql.SQLException cause
        && "40P01".equals(cause.getSQLState());
  }

  /** One attempt, in one transaction. */
  private static final class Charging {
    private final Handle handle;
    private final ChargePolicy policy;
    private final Partitions partitions;
    private final Instant now;
    private final List<Rejection> rejected = new ArrayList<>();
    private final Map<RowKey, Entry> entries = new HashMap<>();
    private final Map<RecordRows.Key, Long> recorded = new HashMap<>();
    private long accepted;
    private long duplicates;
    private CpuTime cpu = CpuTime.ZERO;

    Charging(Handle handle, ChargePolicy policy, Partitions partitions) {
      this.handle = handle;
      this.policy = policy;
      this.partitions = partitions;
      this.now = DatabaseClock.now(handle);
    }

    ChargeOutcome charge(List<UsageReport> reports) {
      Set<RecordRows.ReportKey> fresh = RecordRows.claim(handle, reports);
      Map<String, AccountRow> accounts = AccountRows.byKey(handle, keys(reports));
      AccountPeriods periods = new AccountPeriods(handle, accounts.values());
      int index = 0;
      for (UsageReport report : reports) {
        boolean seen = !fresh.contains(RecordRows.key(report));
        for (UsageRecord record : report.records()) {
          if (seen) {
            duplicates++;
          } else {
            take(report, record, index, accounts, periods);
          }
          index++;
        }
      }
      write(accounts);
      return new ChargeOutcome(accepted, duplicates, List.copyOf(rejected), cpu);
    }

    private void take(
        UsageReport report,
        UsageRecord record,
        int index,
        Map<String, AccountRow> accounts,
        AccountPeriods periods) {
      AccountRow account = accounts.get(record.username().key());
      Optional<String> refusal =
          account == null
              ? Optional.of("there is no account '%s'".formatted(record.username()))
              : policy.refusal(record.at(), now);
      if (account == null || refusal.isPresent()) {
        rejected.add(new Rejection(index, record, refusal.orElseThrow()));
        return;
      }
      Span span = periods.at(account, record.at());
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
              account.id(), span.start(), record.source(), charged, RecordRows.key(report)),
          record.cpu().micros(),
          Math::addExact);
      accepted++;
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
              .sorted(
                  Comparator.comparing((Entry e) -> e.span().end()).thenComparing(Entry::account))
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
     * A row that is there is guarded by its end, which a reset changes. A row that is yet to be
     * made has no such guard: its account is locked instead, and must still be as it was read.
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
        if (!read.get(id).equals(locked.get(id))) {
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

  /**
   * Finds the periods of many records; reads an account's history only when a record is older than
   * its last change.
   */
  private static final class AccountPeriods {
    private final Handle handle;
    private final Map<Long, dev.quartermaster.quota.period.Timeline> recent = new TreeMap<>();
    private final Map<Long, dev.quartermaster.quota.period.Timeline> whole = new TreeMap<>();

    AccountPeriods(Handle handle, Iterable<AccountRow> accounts) {
      this.handle = handle;
      accounts.forEach(account -> recent.put(account.id(), account.recent()));
    }

    Span at(AccountRow account, Instant at) {
      if (!account.needsHistory(at)) {
        return recent.get(account.id()).at(at);
      }
      return whole
          .computeIfAbsent(
              account.id(), id -> AccountRows.timelines(handle, List.of(account)).get(id))
          .at(at);
    }
  }
}
