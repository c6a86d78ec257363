package dev.quartermaster.quota.together;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.quota.bulk.Act;
import dev.quartermaster.quota.bulk.Batch;
import dev.quartermaster.quota.bulk.Bulk;
import dev.quartermaster.quota.bulk.Chosen;
import dev.quartermaster.quota.bulk.Operation;
import dev.quartermaster.quota.bulk.Operations;
import dev.quartermaster.quota.bulk.Overtaken;
import dev.quartermaster.quota.testing.Proof;
import dev.quartermaster.quota.testing.Seed;
import dev.quartermaster.quota.testing.World;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Resets and moves of all accounts by several hands at once, beside charges and settling. Hands die
 * in the middle of a batch, and others go on. {@code -Dtest.args=-Dbulk.seed=N} gives each hand the
 * same choices again.
 */
class BulkTogetherTest {

  private static final int HASTE = 300;
  private static final int STEPS = 120;

  private static World given;

  private final long seed = Seed.of("bulk.seed");

  /** Dies in the middle of a batch. */
  private static final class Killed extends RuntimeException {}

  @BeforeAll
  static void open() {
    given = World.of(BulkTogetherTest.class);
  }

  @AfterAll
  static void close() {
    given.close();
  }

  @Test
  void the_ledger_adds_up_whoever_dies_in_the_middle_and_whoever_goes_on() {
    SplittableRandom random = new SplittableRandom(seed);
    given.emptyAt("2024-05-03T09:00:00Z");
    given.plan("pro", "60s", "P1D");
    IntStream.range(0, Crowd.ACCOUNTS)
        .forEach(
            i ->
                given
                    .account(Crowd.name(i))
                    .nextReset(given.now().plusSeconds(random.nextLong(1200)).toString()));
    Crowd crowd = new Crowd(given, List.of());

    given.clockRuns(Instant.parse("2024-05-03T09:00:00Z"), HASTE);
    List<Consumer<SplittableRandom>> hands = new ArrayList<>();
    IntStream.range(0, 3).forEach(i -> hands.add(crowd::charge));
    IntStream.range(0, 3).forEach(i -> hands.add(BulkTogetherTest::lend));
    hands.add(crowd::settle);
    work(hands, random);

    finishAll();
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
    assertThat(given.one("SELECT sum(charged_us + metered_us) FROM usage_period", Long.class))
        .as("seed %d: what outcomes said", seed)
        .isEqualTo(crowd.accepted.get());
    assertThat(given.count("forced_reset")).as("seed %d", seed).isPositive();
    assertThat(given.count("past_rule")).as("seed %d", seed).isPositive();
  }

  /** Begins something or goes on with it, and does a batch of it, or dies in that. */
  private static void lend(SplittableRandom random) {
    Act act =
        random.nextBoolean()
            ? new Act.Reset()
            : new Act.Reschedule(Optional.empty(), Duration.ofMinutes(1 + random.nextLong(30)));
    Chosen chosen =
        switch (random.nextInt(4)) {
          case 0 -> new Chosen.InTarpit();
          case 1 -> new Chosen.Overdue();
          default -> new Chosen.All();
        };
    Bulk bulk = new Bulk(given);
    try {
      Operation operation = bulk.begin(act, chosen);
      if (random.nextInt(4) == 0) {
        given
            .database()
            .run(
                handle -> {
                  Batch.next(handle, operation, 2);
                  throw new Killed();
                });
      } else if (bulk.step(operation).isEmpty()) {
        bulk.finish(operation);
      }
    } catch (Killed | Overtaken e) {
      // The next hand goes on.
    } catch (UnableToExecuteStatementException e) {
      // What passes is tried again, as the program does.
      if (!(e.getCause() instanceof SQLException sql)
          || !List.of("55P03", "40P01").contains(sql.getSQLState())) {
        throw e;
      }
    }
  }

  private static void finishAll() {
    List<Long> open =
        given
            .database()
            .transaction(
                handle ->
                    handle
                        .createQuery("SELECT id FROM bulk_operation WHERE ended_at IS NULL")
                        .mapTo(Long.class)
                        .list());
    for (long id : open) {
      new Bulk(given).finish(given.database().transaction(handle -> Operations.find(handle, id)));
    }
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
