package dev.quartermaster.ops.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.ops.api.Served;
import dev.quartermaster.ops.importing.Jobs.Job;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.NewAccount;
import dev.quartermaster.quota.account.Plan;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.ChargePolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real log that two reporters send, each report twice and in any order; {@code
 * -Dtest.args=-Dreporters.seed=N} gives the same order again.
 */
class TwoReportersTest {

  private static final int TOGETHER = 200;

  private static final Instant MIDNIGHT = Instant.parse("1993-01-01T00:00:00Z");

  private static final ChargePolicy ANY_AGE =
      new ChargePolicy(
          ChargePolicy.DEFAULT.chargedSources(),
          ChargePolicy.DEFAULT.lateRecords(),
          true,
          ChargePolicy.DEFAULT.warnAt());

  /** Names the schema of the other way. */
  private static final class OnceInOrder {}

  @TempDir Path directory;

  private final long seed = Long.getLong("reporters.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private RealLog log;
  private Jobs jobs;
  private TestDatabase test;
  private Served api;

  @BeforeEach
  void given() throws IOException {
    log = RealLog.unpackedTo(directory);
    jobs = Jobs.of(log.plain());
    test = TestDatabase.of(TwoReportersTest.class);
    register(test.database());
    api = Served.taking(test.database(), ANY_AGE);
  }

  private void register(Database database) {
    List<NewAccount> accounts =
        jobs.users()
            .map(
                user ->
                    new NewAccount(
                        Username.of(user),
                        Plan.FREE,
                        Optional.empty(),
                        Optional.of(MIDNIGHT),
                        ZoneOffset.UTC))
            .toList();
    database.run(handle -> Accounts.register(handle, accounts));
  }

  @AfterEach
  void close() {
    if (test != null) {
      api.close();
      test.close();
    }
  }

  @Test
  void
      a_log_sent_twice_in_any_order_by_reporters_that_are_killed_charges_what_it_does_once_in_order()
          throws Exception {
    Map<String, List<String>> reports = reports();
    Reporter steady = Reporter.of(api, "host-1", reports.get("host-1"), random);
    Reporter frail = Reporter.of(api, "host-2", reports.get("host-2"), random);

    CompletableFuture<Void> sending =
        CompletableFuture.runAsync(() -> steady.send(Integer.MAX_VALUE));
    frail.send(20);
    frail.die();
    Reporter restarted = frail.restarted();
    CompletableFuture<Void> going =
        CompletableFuture.runAsync(() -> restarted.send(Integer.MAX_VALUE));
    cutConnectionsUntilSomeoneFails(steady, restarted);
    CompletableFuture.allOf(sending, going).join();

    assertThat(steady.isDone() && restarted.isDone()).isTrue();
    assertThat(jobs.all()).hasSize(RealLog.JOBS);
    assertThat(Ledger.periods(test.database()))
        .as("seed %d: as added up from the file", seed)
        .isEqualTo(jobs.sums());
    assertThat(Ledger.periods(test.database())).as("seed %d", seed).isEqualTo(onceInOrder());
    assertThat(Ledger.recorded(test.database())).isEqualTo(log.sums());
    assertThat(Ledger.count(test.database(), "usage_report"))
        .isEqualTo(reports.values().stream().mapToLong(List::size).sum());
  }

  /** Some hundred jobs a report, by turns the one's and the other's. */
  private Map<String, List<String>> reports() {
    List<String> reporters = List.of("host-1", "host-2");
    Map<String, List<String>> reports =
        reporters.stream().collect(Collectors.toMap(name -> name, name -> new ArrayList<>()));
    for (int from = 0; from < jobs.all().size(); from += TOGETHER) {
      String reporter = reporters.get(from / TOGETHER % 2);
      String records =
          jobs.all().subList(from, Math.min(from + TOGETHER, jobs.all().size())).stream()
              .map(Job::json)
              .collect(Collectors.joining(","));
      reports
          .get(reporter)
          .add(
              "{\"reporter\":\"%s\",\"sequence\":%d,\"records\":[%s]}"
                  .formatted(reporter, from / TOGETHER, records));
    }
    return reports;
  }

  /** So that charges are rolled back, or committed and their answers lost. */
  private void cutConnectionsUntilSomeoneFails(Reporter... reporters) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              cutConnections();
              return List.of(reporters).stream().anyMatch(each -> each.failures.get() > 0);
            });
  }

  private void cutConnections() {
    test.database()
        .run(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                         WHERE application_name = :pool AND pid <> pg_backend_pid() AND state <> 'idle'
                        """)
                    .bind("pool", test.database().settings().pool().name())
                    .mapTo(Boolean.class)
                    .list());
  }

  /** The same log, imported in its order. */
  private Map<String, Long> onceInOrder() {
    try (TestDatabase other = TestDatabase.of(OnceInOrder.class)) {
      register(other.database());
      UsageImport.Settings settings =
          new UsageImport.Settings(UsageImport.Format.SWF, ANY_AGE, false);
      new UsageImport(other.database(), log.plain(), settings).run(progress -> {}, () -> {});
      return Ledger.periods(other.database());
    }
  }
}
