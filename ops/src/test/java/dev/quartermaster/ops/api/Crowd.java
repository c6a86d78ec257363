package dev.quartermaster.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.ops.token.Role;
import dev.quartermaster.ops.token.Token.Rights;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.NewAccount;
import dev.quartermaster.quota.account.Plan;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.ChargeOutcome;
import dev.quartermaster.quota.charge.ChargePolicy;
import dev.quartermaster.quota.charge.Charges;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.charge.UsageRecord;
import dev.quartermaster.quota.charge.UsageReport;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Ten thousand users who ask the API how they are: groups of them share a reset time. */
final class Crowd implements AutoCloseable {

  static final int ACCOUNTS = 10_000;

  /** As the API shows what is used of 100 s. */
  static final String OVERUSED = "150.0";

  static final String UNUSED = "0.0";

  private static final int GROUPS = 48;
  private static final int CLIENTS = 8;
  private static final int NO_LIMIT = 0;
  private static final int SOME = 10;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

  private final Database database;
  private final Charges charges;
  private final Served api;
  private final String token;
  private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
  private long sequence;

  Crowd(Database database) {
    this.database = database;
    this.charges = new Charges(database, ChargePolicy.DEFAULT);
    this.api = Served.on(database, NO_LIMIT);
    this.token = api.token(Rights.of(Role.READER));
  }

  private static List<Username> group(int group) {
    return IntStream.range(0, ACCOUNTS)
        .filter(i -> i % GROUPS == group)
        .mapToObj(i -> Username.of("user-" + i))
        .toList();
  }

  void register(int group, Instant nextReset) {
    List<NewAccount> accounts =
        group(group).stream()
            .map(
                name ->
                    new NewAccount(
                        name, Plan.FREE, Optional.empty(), Optional.of(nextReset), ZoneOffset.UTC))
            .toList();
    database.run(handle -> Accounts.register(handle, accounts));
  }

  /** A group uses half as much again as it may. */
  void overuse(int group) {
    Instant now = database.transaction(DatabaseClock::now);
    List<UsageRecord> records =
        group(group).stream()
            .map(name -> new UsageRecord(name, "console", CpuTime.ofSeconds(150), now))
            .toList();
    ChargeOutcome outcome = charges.charge(new UsageReport("host-1", ++sequence, records));
    assertThat(outcome.accepted()).isEqualTo(records.size());
  }

  /** The API shows everyone of a group so much used, and this next reset. */
  void allShow(int group, String used, Instant nextReset) {
    show(group(group), used, nextReset);
  }

  /** {@link #allShow} for a few of them, others each time. */
  void someShow(int group, String used, Instant nextReset) {
    List<Username> all = group(group);
    int from = (int) (sequence % SOME);
    show(
        IntStream.range(0, all.size()).filter(i -> i % SOME == from).mapToObj(all::get).toList(),
        used,
        nextReset);
  }

  private void show(List<Username> names, String used, Instant nextReset) {
    assertThat(nextReset).isAfter(database.transaction(DatabaseClock::now));
    String expected =
        "{\"daily_cpu_limit_seconds\":100,\"daily_cpu_total_usage_seconds\":%s,\"next_reset_time\":\"%s\"}"
            .formatted(used, TIME.format(nextReset));
    List<Callable<List<String>>> parts = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      int mine = client;
      parts.add(
          () -> {
            List<String> wrong = new ArrayList<>();
            for (int i = mine; i < names.size(); i += CLIENTS) {
              HttpResponse<String> answer =
                  api.get("/api/v0/user/" + names.get(i) + "/cpu/", token);
              if (answer.statusCode() != 200 || !answer.body().equals(expected)) {
                wrong.add(names.get(i) + ": " + answer.statusCode() + " " + answer.body());
              }
            }
            return wrong;
          });
    }
    assertThat(together(parts)).as("not as %s", expected).isEmpty();
  }

  private List<String> together(List<Callable<List<String>>> parts) {
    try {
      List<String> all = new ArrayList<>();
      for (Future<List<String>> part : clients.invokeAll(parts)) {
        all.addAll(part.get());
      }
      return all;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    clients.shutdownNow();
    api.close();
  }
}
