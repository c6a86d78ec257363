package dev.quartermaster.quota.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.charge.UsageRecord;
import dev.quartermaster.quota.charge.UsageReport;
import dev.quartermaster.quota.reset.ForcedReset;
import dev.quartermaster.quota.testing.Proof;
import dev.quartermaster.quota.testing.Seed;
import dev.quartermaster.quota.testing.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Charges, resets, roll-ups and forgetting in any order: the history stays the ledger. */
class HistoryTest {

  private static final int ACCOUNTS = 6;
  private static final List<String> SOURCES = List.of("console", "notebook", "web-app");

  /** So short that in half a year most things get old. */
  private static final Retention SHORT =
      new Retention(Duration.ofDays(7), Duration.ofDays(10), Duration.ofDays(40));

  private static World given;
  private static Bookkeeping books;

  private final long seed = Seed.of("history.seed");
  private final SplittableRandom random = new SplittableRandom(seed);
  private final List<UsageReport> sent = new ArrayList<>();
  private final List<RollUpSlice> slices = new ArrayList<>();

  @BeforeAll
  static void open() {
    given = World.of(HistoryTest.class);
    books = new Bookkeeping(given.database());
  }

  @AfterAll
  static void close() {
    given.close();
  }

  @BeforeEach
  void empty() {
    given.emptyAt("2024-01-30T22:00:00Z");
    IntStream.range(0, ACCOUNTS).forEach(i -> given.account("user-" + i));
  }

  @Test
  void the_history_is_the_ledger_whatever_comes_first() {
    for (int step = 0; step < 300; step++) {
      step();
      if (step % 10 == 0) {
        holds();
      }
    }
    given.clockForward(Duration.ofDays(100));
    given.settle(100);
    given.clockForward(Duration.ofDays(50));
    given.settle(100);
    books.rollUp(100);
    holds();

    books.prune(SHORT, 50);

    holds();
    assertThat(given.count("usage_report")).as("seed %d", seed).isZero();
    assertThat(given.count("usage_record")).as("seed %d", seed).isZero();
    assertThat(given.count("usage_period")).as("seed %d", seed).isZero();
    assertThat(books.total()).as("seed %d", seed).isZero();
    resend();
  }

  private void step() {
    switch (random.nextInt(12)) {
      case 0, 1 -> books.rollUp(1 + random.nextInt(20));
      case 2 -> twoWorkers();
      case 3 -> again();
      case 4 -> given.settle(1 + random.nextInt(20));
      case 5 -> books.prune(SHORT, 1 + random.nextInt(20));
      case 6 -> given.clockForward(Duration.ofMinutes(random.nextLong(4 * 24 * 60)));
      case 7 -> reset();
      default -> charge();
    }
  }

  private void charge() {
    boolean seen = !sent.isEmpty() && random.nextInt(5) == 0;
    UsageReport report = seen ? sent.get(random.nextInt(sent.size())) : report();
    long before = books.total();
    CpuTime taken = given.charge(report).cpu();
    assertThat(books.total() - before).as("seed %d", seed).isEqualTo(taken.micros());
    assertThat(!seen || taken.equals(CpuTime.ZERO)).as("seed %d", seed).isTrue();
    sent.add(report);
  }

  private UsageReport report() {
    Instant now = given.now();
    return given.report(
        IntStream.range(0, random.nextInt(8))
            .mapToObj(
                i ->
                    new UsageRecord(
                        Username.of("user-" + random.nextInt(ACCOUNTS)),
                        SOURCES.get(random.nextInt(SOURCES.size())),
                        new CpuTime(random.nextLong(15_000_000)),
                        now.minusSeconds(random.nextLong(8 * 86_400))))
            .toArray(UsageRecord[]::new));
  }

  private void reset() {
    long id = given.one("SELECT min(id) FROM account", Long.class) + random.nextInt(ACCOUNTS);
    given.database().run(handle -> ForcedReset.reset(handle, List.of(id), "by chance"));
  }

  /** Two slices at a time, side by side, now and then one of them twice. */
  private void twoWorkers() {
    RollUpSlice last = RollUp.start();
    while (true) {
      List<RollUpSlice> pair = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        books.cut(last, 1 + random.nextInt(6)).ifPresent(pair::add);
        last = pair.isEmpty() ? last : pair.get(pair.size() - 1);
      }
      if (pair.isEmpty()) {
        return;
      }
      slices.addAll(pair);
      pair.add(pair.get(random.nextInt(pair.size())));
      CompletableFuture.allOf(
              pair.stream()
                  .map(slice -> CompletableFuture.runAsync(() -> books.rollUp(slice)))
                  .toArray(CompletableFuture[]::new))
          .join();
    }
  }

  private void again() {
    if (!slices.isEmpty()) {
      books.rollUp(slices.get(random.nextInt(slices.size())));
    }
  }

  /** Every report there ever was, once more: each is too old by now. */
  private void resend() {
    sent.forEach(
        report ->
            assertThat(given.charge(report).cpu()).as("seed %d", seed).isEqualTo(CpuTime.ZERO));
    books.rollUp(100);
    assertThat(books.total()).as("seed %d", seed).isZero();
    holds();
  }

  private void holds() {
    assertThat(given.database().transaction(Proof::unequalHistory)).as("seed %d", seed).isEmpty();
    assertThat(given.database().transaction(Proof::overlaps)).as("seed %d", seed).isEmpty();
    assertThat(books.total())
        .as("seed %d", seed)
        .isEqualTo(
            given.one(
                "SELECT coalesce(sum(charged_us + metered_us), 0)::bigint FROM usage_period",
                Long.class));
  }
}
