package dev.quartermaster.jobs.chaos;

import static org.awaitility.Awaitility.await;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.jobs.node.NodeView;
import dev.quartermaster.jobs.node.Nodes;
import dev.quartermaster.jobs.node.Proof;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.NewAccount;
import dev.quartermaster.quota.account.Plan;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.UsageReport;
import dev.quartermaster.quota.period.Backlog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes on a database of their own, and everything that can go wrong between them, for a
 * while; then the invariants.
 *
 * <p>By {@code -Dchaos.minutes=10} it goes on for longer than a minute; the seed that it prints is
 * taken back by {@code -Dchaos.seed=…}. What it saw is in target/chaos.txt.
 */
class ChaosTest {

  private static final Duration LENGTH =
      Duration.ofSeconds(
          Math.round(60 * Double.parseDouble(System.getProperty("chaos.minutes", "1"))));

  private static final int ACCOUNTS = 2_000;

  @TempDir private Path directory;
  private final long seed = Long.getLong("chaos.seed", System.nanoTime());
  private OwnPostgres postgres;
  private Database database;
  private Cluster cluster;
  private Charger charger;
  private Proof proof;
  private BatchLog log;
  private Map<Username, Instant> boundaries;

  @BeforeEach
  void start() throws IOException {
    postgres = new OwnPostgres();
    database = postgres.fresh();
    database.run(handle -> handle.execute(Tally.TABLE));
    proof = new Proof(database);
    log = new BatchLog(database);
    boundaries = register();
    cluster = new Cluster(postgres, directory);
    charger =
        new Charger(
            Database.open(postgres.at(cluster.ownLink().port(), "charger")), ACCOUNTS, seed);
  }

  @AfterEach
  void close() throws IOException {
    charger.close();
    cluster.close();
    database.close();
    postgres.close();
  }

  @Test
  void whatever_dies_nothing_is_lost_and_nothing_is_done_twice() throws Exception {
    List<Fault> plan = Fault.plan(seed, LENGTH, Cluster.NODES, Cluster.LINKS);
    System.out.printf("chaos: -Dchaos.seed=%d, %d faults in %s%n", seed, plan.size(), LENGTH);
    cluster.startAll();
    untilAllAreUp();
    charger.start();

    Night night = new Night(cluster, postgres, new TakeOvers(database, log), this::holds);
    night.goThrough(plan);
    untilAllAreUp();
    untilRunsGoOn();
    List<UsageReport> reports = charger.finish();
    untilIdle();
    cluster.leave();

    proof.isIdle();
    log.showsEachBatchDoneOnce();
    log.accountsForEveryPlannedTime(ChaosLoad.EVERY);
    proof.none(
        "runs that did not end, but for the last, which the nodes left",
        """
        SELECT FROM run r
         WHERE state <> 'finished'
           AND EXISTS (SELECT FROM run later
                        WHERE later.schedule = r.schedule AND later.planned_for > r.planned_for
                          AND later.outcome = 'succeeded')
        """);
    proof.none("batches in nobody's hands", "SELECT FROM batch WHERE state = 'claimed'");
    proof.none("items set aside though nothing is wrong with them", "SELECT FROM quarantine");
    Witness witness = new Witness(database, boundaries, reports);
    witness.agreesOnEveryReport();
    witness.agreesOnEveryAccount();
    witness.agreesOnWhatIsShown();
    Figures figures = new Figures(proof);
    figures.add("seed %d, %s".formatted(seed, LENGTH));
    figures.addFaults(plan);
    night.lines().forEach(figures::add);
    figures.addRuns();
    figures.addReports(reports.size(), charger.sentAgain());
    figures.tell();
  }

  /** Boundaries come all the time while it goes on; the next ones are a day later. */
  private Map<Username, Instant> register() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    long seconds = LENGTH.toSeconds();
    List<NewAccount> accounts =
        IntStream.range(0, ACCOUNTS)
            .mapToObj(
                i ->
                    new NewAccount(
                        Charger.name(i),
                        Plan.FREE,
                        Optional.empty(),
                        Optional.of(now.plusSeconds(1 + i * seconds / ACCOUNTS)),
                        ZoneOffset.UTC))
            .toList();
    database.run(handle -> Accounts.register(handle, accounts));
    return accounts.stream()
        .collect(
            Collectors.toMap(NewAccount::username, account -> account.nextReset().orElseThrow()));
  }

  /** What holds at every instant, asked while things go wrong. */
  private void holds() {
    proof.holds();
    proof.none(
        "I4: resets in the past",
        "SELECT FROM account a, period_at(a, qm_now()) AS p WHERE p.period_end <= qm_now()");
  }

  private void untilAllAreUp() {
    patiently()
        .until(
            () ->
                cluster.reviveEnded() == 0
                    && database.transaction(Nodes::list).stream()
                            .map(NodeView::state)
                            .filter("up"::equals)
                            .count()
                        == Cluster.NODES);
  }

  /** Each schedule has fired anew several times, and its runs end well. */
  private void untilRunsGoOn() {
    Instant now = database.transaction(DatabaseClock::now);
    for (String schedule : ChaosLoad.EVERY.keySet()) {
      patiently()
          .until(
              () ->
                  proof.count(
                          "SELECT count(*) FROM run WHERE outcome = 'succeeded' AND schedule = '%s' AND planned_for > '%s'"
                              .formatted(schedule, now))
                      >= 5);
    }
  }

  private void untilIdle() {
    patiently().until(() -> database.transaction(Backlog::now).periods() == 0);
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(200));
  }
}
