package dev.quartermaster.ops.importing;

import dev.quartermaster.db.Database;
import dev.quartermaster.ops.input.AccountCsv;
import dev.quartermaster.ops.input.AccountLine;
import dev.quartermaster.ops.input.Line;
import dev.quartermaster.ops.input.LineReader;
import dev.quartermaster.ops.input.Progress;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.NewAccount;
import dev.quartermaster.quota.account.Plan;
import dev.quartermaster.quota.account.Plans;
import dev.quartermaster.quota.account.Username;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Registers the accounts of a CSV file, some thousands in a transaction. Stopped and run again it
 * goes on: accounts that are there already are left as they are.
 */
public final class AccountImport {

  private static final int CHUNK = 5_000;

  private final Database database;
  private final Path file;
  private final Set<String> plans;
  private final Complaints complaints;
  private boolean begun;
  private long registered;
  private long existing;
  private long records;

  /** Of one file. */
  public AccountImport(Database database, Path file) {
    this.database = database;
    this.file = file;
    this.complaints = new Complaints(file);
    this.plans =
        database.transaction(
            handle -> Plans.list(handle).stream().map(Plan::name).collect(Collectors.toSet()));
  }

  /** What became of the lines; of a check: what would. */
  public record Result(long records, long registered, long existing, Complaints complaints) {

    /** The same lines, and no account made of them. */
    public Result withoutAccounts() {
      return new Result(records, 0, existing, complaints);
    }
  }

  /**
   * Reads the whole file and says what is wrong with it; changes nothing. Keeps every name, to find
   * those that come again in another case.
   */
  public Result check(Consumer<Progress> progress) {
    Map<String, Username> earlier = new HashMap<>();
    read(progress, chunk -> database.run(handle -> foresee(handle, chunk, earlier)));
    return result();
  }

  /**
   * Registers the good lines.
   *
   * @param alongside is done once, with the first of them in one transaction
   */
  public Result run(Consumer<Progress> progress, Database.Action alongside) {
    read(progress, chunk -> database.run(handle -> register(handle, chunk, alongside)));
    return result();
  }

  private void register(Handle handle, Map<Long, AccountLine> chunk, Database.Action alongside) {
    register(handle, chunk);
    if (!begun) {
      alongside.in(handle);
      begun = true;
    }
  }

  private void read(Consumer<Progress> progress, Consumer<Map<Long, AccountLine>> take) {
    try (LineReader<AccountLine> lines = AccountCsv.open(file)) {
      Map<Long, AccountLine> chunk = new LinkedHashMap<>();
      while (lines.hasNext()) {
        records++;
        sort(lines.next(), chunk);
        if (chunk.size() == CHUNK) {
          take.accept(chunk);
          chunk.clear();
          progress.accept(lines.progress());
        }
      }
      take.accept(chunk);
      progress.accept(lines.progress());
    }
  }

  private void sort(Line<AccountLine> line, Map<Long, AccountLine> chunk) {
    if (line instanceof Line.Bad<AccountLine> bad) {
      complaints.add(bad.number(), bad.problem());
    } else if (line instanceof Line.Good<AccountLine> good) {
      if (plans.contains(good.value().plan())) {
        chunk.put(good.number(), good.value());
      } else {
        complaints.add(
            good.number(),
            "there is no plan '%s'; make it with 'plans set %s --allowance-s N'"
                .formatted(good.value().plan(), good.value().plan()));
      }
    }
  }

  private void register(Handle handle, Map<Long, AccountLine> chunk) {
    Map<Username, AccountLine> first = new LinkedHashMap<>();
    chunk.values().forEach(line -> first.putIfAbsent(line.username(), line));
    Set<Username> made =
        new HashSet<>(
            Accounts.register(
                handle, first.values().stream().map(AccountImport::account).toList()));
    Map<String, Username> known = new HashMap<>();
    addRegistered(handle, chunk, known);
    compare(chunk, known, made);
  }

  private void foresee(Handle handle, Map<Long, AccountLine> chunk, Map<String, Username> known) {
    addRegistered(handle, chunk, known);
    Set<Username> made = new HashSet<>();
    for (AccountLine line : chunk.values()) {
      if (known.putIfAbsent(line.username().key(), line.username()) == null) {
        made.add(line.username());
      }
    }
    compare(chunk, known, made);
  }

  private static void addRegistered(
      Handle handle, Map<Long, AccountLine> chunk, Map<String, Username> known) {
    Accounts.registered(handle, chunk.values().stream().map(AccountLine::username).toList())
        .forEach(name -> known.put(name.key(), name));
  }

  /**
   * Tells lines that made an account from those whose name was there, and complains of another
   * spelling.
   */
  private void compare(
      Map<Long, AccountLine> chunk, Map<String, Username> known, Set<Username> made) {
    Set<Username> counted = new HashSet<>();
    chunk.forEach(
        (number, line) -> {
          Username name = line.username();
          Username spelled = known.getOrDefault(name.key(), name);
          if (!spelled.toString().equals(name.toString())) {
            complaints.add(
                number,
                "'%s' is registered already, as '%s' (names compare without regard to case); it was left as it is"
                    .formatted(name, spelled));
          } else if (made.contains(name) && counted.add(name)) {
            registered++;
          } else {
            existing++;
          }
        });
  }

  private static NewAccount account(AccountLine line) {
    return new NewAccount(
        line.username(), line.plan(), line.allowance(), line.resetAt(), line.zone());
  }

  private Result result() {
    return new Result(records, registered, existing, complaints);
  }
}
