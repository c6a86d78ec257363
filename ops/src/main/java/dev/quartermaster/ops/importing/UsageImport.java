package dev.quartermaster.ops.importing;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.ops.importing.PendingReports.Charged;
import dev.quartermaster.ops.input.InputFile;
import dev.quartermaster.ops.input.Line;
import dev.quartermaster.ops.input.LineReader;
import dev.quartermaster.ops.input.Progress;
import dev.quartermaster.ops.input.SwfLog;
import dev.quartermaster.ops.input.UsageCsv;
import dev.quartermaster.ops.input.UsageLine;
import dev.quartermaster.ops.input.UsageLine.ReportKey;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.NewAccount;
import dev.quartermaster.quota.account.Plan;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.ChargeOutcome;
import dev.quartermaster.quota.charge.ChargePolicy;
import dev.quartermaster.quota.charge.Charges;
import dev.quartermaster.quota.charge.CpuTime;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Charges the usage of a file, some thousands of records in a transaction, and holds no more of it
 * in memory. Stopped and run again it goes on and charges nothing twice: each line belongs to a
 * report, by its own reporter and sequence or, when it has none, is one by itself, known by the
 * file's content and the line's place in it. A line that was rejected can so be charged later, when
 * its account is there, or when its age no longer matters.
 */
public final class UsageImport {

  /** Records in one transaction. */
  private static final int CHUNK = 5_000;

  /** What kind of file it is. */
  public enum Format {
    CSV,
    SWF
  }

  /**
   * How to take it.
   *
   * @param createAccounts registers unknown users on the free plan
   */
  public record Settings(Format format, ChargePolicy policy, boolean createAccounts) {}

  /** What became of the lines; of a check: what would, if none was charged before. */
  public record Result(
      long records, long accepted, long duplicates, CpuTime cpu, Complaints complaints) {

    /** The same lines, and nothing of them charged. */
    public Result withoutCharges() {
      return new Result(records, 0, 0, CpuTime.ZERO, complaints);
    }
  }

  private final Database database;
  private final Path file;
  private final Settings settings;
  private final Charges charges;
  private final Complaints complaints;
  private final PendingReports pending = new PendingReports();
  private final PastReports past = new PastReports();
  private Optional<String> fingerprint = Optional.empty();
  private boolean begun;
  private long records;
  private long accepted;
  private long duplicates;
  private CpuTime cpu = CpuTime.ZERO;

  /** Of one file. */
  public UsageImport(Database database, Path file, Settings settings) {
    this.database = database;
    this.file = file;
    this.settings = settings;
    this.charges = new Charges(database, settings.policy());
    this.complaints = new Complaints(file);
  }

  /** Reads the whole file and says which lines cannot be charged; changes nothing. */
  public Result check(Consumer<Progress> progress) {
    read(progress, this::count);
    return result();
  }

  /**
   * Charges the good lines.
   *
   * @param first is done once before the first of them
   */
  public Result run(Consumer<Progress> progress, Runnable first) {
    read(
        progress,
        () -> {
          if (!begun) {
            first.run();
            begun = true;
          }
          charge();
        });
    return result();
  }

  private void read(Consumer<Progress> progress, Runnable flush) {
    try (LineReader<UsageLine> lines = open()) {
      while (lines.hasNext()) {
        records++;
        take(lines.next(), flush);
        if (records % CHUNK == 0) {
          progress.accept(lines.progress());
        }
      }
      flush.run();
      progress.accept(lines.progress());
    }
  }

  private LineReader<UsageLine> open() {
    return settings.format() == Format.SWF ? SwfLog.open(file) : UsageCsv.open(file);
  }

  private void take(Line<UsageLine> line, Runnable flush) {
    if (line instanceof Line.Bad<UsageLine> bad) {
      complaints.add(bad.number(), bad.problem());
    } else if (line instanceof Line.Good<UsageLine> good) {
      ReportKey key = good.value().key().orElseGet(() -> keyByPlace(good.number()));
      if ((pending.size() >= CHUNK && !pending.isLast(key)) || !pending.takes(key)) {
        past.note(pending);
        flush.run();
      }
      if (good.value().key().isPresent() && past.isSpread(key, good.value())) {
        complaints.add(
            good.number(),
            "report %d of '%s' began on an earlier line and was charged; put the lines of a report next to each other"
                .formatted(key.sequence(), key.reporter()));
      } else if (!pending.add(key, good.number(), good.value())) {
        duplicates++;
      }
    }
  }

  /** A line without a key: one report of this very content. */
  private ReportKey keyByPlace(long number) {
    if (fingerprint.isEmpty()) {
      fingerprint = Optional.of("file-" + InputFile.fingerprint(file));
    }
    return new ReportKey(fingerprint.get(), number);
  }

  private void charge() {
    takeOutOfAge();
    if (settings.createAccounts()) {
      create();
    } else {
      takeOutUnknown();
    }
    if (pending.isEmpty()) {
      pending.clear();
      return;
    }
    Charged charged = pending.charge(charges);
    ChargeOutcome outcome = charged.outcome();
    accepted += outcome.accepted();
    duplicates += outcome.duplicates();
    cpu = cpu.plus(outcome.cpu());
    outcome
        .rejected()
        .forEach(
            rejection ->
                complaints.add(charged.lines().get(rejection.index()), rejection.reason()));
  }

  private void create() {
    Set<Username> names = pending.usernames();
    database.run(
        handle -> {
          Set<Username> unknown = new HashSet<>(names);
          Accounts.registered(handle, names).forEach(unknown::remove);
          List<NewAccount> missing =
              unknown.stream().sorted().map(name -> NewAccount.on(Plan.FREE, name)).toList();
          Accounts.register(handle, missing);
        });
  }

  private void count() {
    takeOutOfAge();
    if (!settings.createAccounts()) {
      takeOutUnknown();
    }
    accepted += pending.size();
    cpu = cpu.plus(pending.cpu());
    pending.clear();
  }

  /**
   * What would be rejected is not even handed in: its report would count as seen, and the same line
   * as a duplicate when it comes again and could be charged.
   */
  private void takeOutOfAge() {
    Instant now = database.transaction(DatabaseClock::now);
    pending.takeOut(line -> settings.policy().refusal(line.at(), now), complaints::add);
  }

  private void takeOutUnknown() {
    Set<Username> known =
        new HashSet<>(
            database.transaction(handle -> Accounts.registered(handle, pending.usernames())));
    pending.takeOut(
        line ->
            known.contains(line.username())
                ? Optional.empty()
                : Optional.of("there is no account '%s'".formatted(line.username())),
        complaints::add);
  }

  private Result result() {
    return new Result(records, accepted, duplicates, cpu, complaints);
  }
}
