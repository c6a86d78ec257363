package dev.quartermaster.ops.importing;

import dev.quartermaster.db.Database;
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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Charges the usage of a file, some thousands of records in a transaction, and holds no more of it
 * in memory. Stopped and run again it goes on and charges nothing twice: each line belongs to a
 * report, by its own reporter and sequence or, when it has none, by the file's content and the
 * line's place in it.
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

  /** What became of the lines. */
  public record Result(
      long records, long accepted, long duplicates, CpuTime cpu, Complaints complaints) {}

  private final Database database;
  private final Path file;
  private final Settings settings;
  private final Charges charges;
  private final Complaints complaints;
  private final PendingReports pending = new PendingReports();
  private Optional<String> fingerprint = Optional.empty();
  private long records;
  private long keyless;
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

  /**
   * Reads the whole file and says which lines are malformed or of unknown users; changes nothing.
   */
  public Result check(Consumer<Progress> progress) {
    read(progress, this::findUnknown);
    return result();
  }

  /** Charges the good lines. */
  public Result run(Consumer<Progress> progress) {
    read(progress, this::charge);
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
      ReportKey key = good.value().key().orElseGet(this::keyByPlace);
      if ((pending.size() >= CHUNK && !pending.isLast(key)) || !pending.takes(key)) {
        flush.run();
      }
      if (!pending.add(key, good.number(), good.value())) {
        duplicates++;
      }
    }
  }

  /** Lines without a key: so many of them in a row are one report of this very content. */
  private ReportKey keyByPlace() {
    if (fingerprint.isEmpty()) {
      fingerprint = Optional.of("file-" + InputFile.fingerprint(file));
    }
    return new ReportKey(fingerprint.get(), keyless++ / CHUNK);
  }

  private void charge() {
    if (pending.isEmpty()) {
      return;
    }
    if (settings.createAccounts()) {
      create();
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

  private void findUnknown() {
    if (!settings.createAccounts() && !pending.isEmpty()) {
      Set<Username> known =
          new HashSet<>(
              database.transaction(handle -> Accounts.registered(handle, pending.usernames())));
      pending.forEach(
          (number, line) -> {
            if (!known.contains(line.username())) {
              complaints.add(number, "there is no account '%s'".formatted(line.username()));
            }
          });
    }
    pending.clear();
  }

  private Result result() {
    return new Result(records, accepted, duplicates, cpu, complaints);
  }
}
