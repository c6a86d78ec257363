package dev.quartermaster.jobs.chaos;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import dev.quartermaster.db.Database;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.ChargeOutcome;
import dev.quartermaster.quota.charge.ChargePolicy;
import dev.quartermaster.quota.charge.Charges;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.charge.UsageRecord;
import dev.quartermaster.quota.charge.UsageReport;
import dev.quartermaster.quota.reset.ForcedReset;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Hosts that report all the time and send each report again until it is acknowledged, and a person
 * who resets accounts. What was acknowledged is remembered here, for the comparison with the
 * ledger.
 */
final class Charger implements AutoCloseable {

  private static final int REPORTERS = 2;
  private static final int RECORDS = 10;
  private static final int RESETS = 3;
  private static final Duration BETWEEN_REPORTS = Duration.ofMillis(100);
  private static final Duration BETWEEN_RESETS = Duration.ofMillis(700);
  private static final Duration OLDEST = Duration.ofDays(6);

  private final AtomicLong sentAgain = new AtomicLong();
  private final RetryPolicy<Object> untilAcknowledged =
      RetryPolicy.builder()
          .withMaxRetries(-1)
          .withDelay(Duration.ofMillis(100))
          .onRetry(event -> sentAgain.incrementAndGet())
          .build();

  private final Database database;
  private final Charges charges;
  private final int accounts;
  private final long seed;
  private final Queue<UsageReport> acknowledged = new ConcurrentLinkedQueue<>();
  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(REPORTERS + 1, task -> new Thread(task, "charger"));

  /** Works through the database's link, on accounts that are named by {@link #name}. */
  Charger(Database database, int accounts, long seed) {
    this.database = database;
    this.charges = new Charges(database, ChargePolicy.DEFAULT);
    this.accounts = accounts;
    this.seed = seed;
  }

  static Username name(int account) {
    return Username.of("user" + account);
  }

  void start() {
    for (int i = 0; i < REPORTERS; i++) {
      Reporter reporter = new Reporter("host-" + i, new SplittableRandom(seed + i));
      repeat(reporter::report, BETWEEN_REPORTS);
    }
    SplittableRandom random = new SplittableRandom(seed - 1);
    repeat(() -> reset(random), BETWEEN_RESETS);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // it is tried until it succeeds
  private void repeat(Runnable what, Duration pause) {
    threads.scheduleWithFixedDelay(what, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** One host, with its own sequence. */
  private final class Reporter {
    private final String name;
    private final SplittableRandom random;
    private long sequence;

    Reporter(String name, SplittableRandom random) {
      this.name = name;
      this.random = random;
    }

    void report() {
      UsageReport report =
          new UsageReport(
              name, sequence++, IntStream.range(0, RECORDS).mapToObj(i -> record()).toList());
      ChargeOutcome outcome = Failsafe.with(untilAcknowledged).get(() -> charges.charge(report));
      if (outcome.accepted() + outcome.duplicates() != RECORDS) {
        throw new IllegalStateException(report + " was answered by " + outcome);
      }
      acknowledged.add(report);
    }

    private UsageRecord record() {
      Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
      boolean late = random.nextInt(4) == 0;
      return new UsageRecord(
          name(random.nextInt(accounts)),
          random.nextInt(8) == 0 ? "web-app" : "console",
          CpuTime.ofSeconds(1 + random.nextInt(40)),
          late ? now.minusSeconds(random.nextLong(OLDEST.toSeconds())) : now);
    }
  }

  private void reset(SplittableRandom random) {
    List<Long> some =
        IntStream.range(0, RESETS).mapToObj(i -> 1L + random.nextInt(accounts)).distinct().toList();
    Failsafe.with(untilAcknowledged)
        .run(() -> database.run(handle -> ForcedReset.reset(handle, some, "chaos")));
  }

  /** How often something was sent again because its fate was not known. */
  long sentAgain() {
    return sentAgain.get();
  }

  /** Reports no more, once what was sent is acknowledged; every report that was. */
  List<UsageReport> finish() throws InterruptedException {
    threads.shutdown();
    if (!threads.awaitTermination(2, TimeUnit.MINUTES)) {
      throw new IllegalStateException("a report is not acknowledged, however often it is sent");
    }
    return List.copyOf(acknowledged);
  }

  @Override
  public void close() {
    threads.shutdownNow();
    database.close();
  }
}
