package dev.quartermaster.quota.together;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.quota.testing.Proof;
import dev.quartermaster.quota.testing.Seed;
import dev.quartermaster.quota.testing.World;
import dev.quartermaster.quota.testing.WorldAccount;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Charges, settling, resets and changes by several hands at once, over the boundaries of many
 * accounts. {@code -Dtest.args=-Dtogether.seed=N} gives each hand the same choices again; which of
 * them comes first is still chance.
 */
class TogetherTest {

  /** A second of the test is five minutes; what settling keeps away from stays 3 s. */
  private static final int HASTE = 300;

  private static final int STEPS = 200;

  private static World given;

  private final long seed = Seed.of("together.seed");

  @BeforeAll
  static void open() {
    given = World.of(TogetherTest.class);
  }

  @AfterAll
  static void close() {
    given.close();
  }

  @Test
  void the_ledger_adds_up_whoever_comes_first() {
    SplittableRandom random = new SplittableRandom(seed);
    given.emptyAt("2024-05-03T09:00:00Z");
    given.plan("pro", "60s", "P1D");
    Crowd crowd = new Crowd(given, accounts(random));

    given.clockRuns(Instant.parse("2024-05-03T09:00:00Z"), HASTE);
    List<Consumer<SplittableRandom>> hands = new ArrayList<>();
    IntStream.range(0, 4).forEach(i -> hands.add(crowd::charge));
    IntStream.range(0, 2).forEach(i -> hands.add(crowd::change));
    IntStream.range(0, 2).forEach(i -> hands.add(crowd::settle));
    work(hands, random);

    given.clockAt(given.now().toString());
    crowd.settle(random);
    holds(Proof::wrongTarpit);
    holds(Proof::unevenEvents);

    given.clockForward(Duration.ofDays(3));
    crowd.settle(random);
    holds(Proof::unequalSums);
    holds(Proof::overlaps);
    holds(Proof::unsettled);
    holds(Proof::wrongBounds);
    holds(Proof::wrongTarpit);
    holds(Proof::unevenEvents);
    assertThat(given.one("SELECT sum(charged_us + metered_us) FROM usage_period", Long.class))
        .as("seed %d: what outcomes said", seed)
        .isEqualTo(crowd.accepted.get());
    assertThat(given.count("usage_period")).as("seed %d", seed).isEqualTo(crowd.settled.get());
    assertThat(given.backlog().periods()).isZero();
  }

  /** Their boundaries lie in the first twenty minutes. */
  private static List<Long> accounts(SplittableRandom random) {
    return IntStream.range(0, Crowd.ACCOUNTS)
        .mapToObj(
            i ->
                given
                    .account(Crowd.name(i))
                    .nextReset(given.now().plusSeconds(random.nextLong(1200)).toString()))
        .map(WorldAccount::id)
        .toList();
  }

  /** All hands at once; the first failure of each is thrown. */
  private static void work(List<Consumer<SplittableRandom>> hands, SplittableRandom random) {
    ExecutorService threads = Executors.newFixedThreadPool(hands.size());
    try {
      List<CompletableFuture<Void>> all =
          hands.stream()
              .map(
                  hand -> {
                    SplittableRandom own = random.split();
                    return CompletableFuture.runAsync(
                        () -> IntStream.range(0, STEPS).forEach(step -> hand.accept(own)), threads);
                  })
              .toList();
      CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
    } finally {
      threads.shutdownNow();
    }
  }

  private void holds(Function<Handle, List<String>> proof) {
    assertThat(given.database().transaction(proof::apply)).as("seed %d", seed).isEmpty();
  }
}
