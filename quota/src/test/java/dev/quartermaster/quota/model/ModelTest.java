package dev.quartermaster.quota.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.quota.testing.AlikeZones;
import dev.quartermaster.quota.testing.Seed;
import dev.quartermaster.quota.testing.World;
import java.time.ZoneId;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The product beside a model that shares no code with it: random steps, and after each of them both
 * say the same.
 *
 * <p>By {@code -Dtest.args="-Dmodel.seeds=100"} it takes more seeds than one, by {@code
 * -Dmodel.steps=…} other numbers of steps than 10,000. A failure prints the seed that {@code
 * -Dmodel.seed=… -Dmodel.seeds=1} takes back.
 */
class ModelTest {

  private static final int SEEDS = Integer.getInteger("model.seeds", 1);
  private static final int STEPS = Integer.getInteger("model.steps", 10_000);

  /** A schema each, for two seeds at a time. */
  private static final class ModelOne {}

  private static final class ModelTwo {}

  @Test
  void whatever_happens_the_product_says_what_the_model_says() {
    long first = Seed.of("model.seed");
    SplittableRandom others = new SplittableRandom(first);
    List<Long> all =
        IntStream.range(0, SEEDS).mapToObj(i -> i == 0 ? first : others.nextLong()).toList();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      CompletableFuture<Void> even =
          CompletableFuture.runAsync(() -> play(ModelOne.class, all, 0), threads);
      CompletableFuture<Void> odd =
          CompletableFuture.runAsync(() -> play(ModelTwo.class, all, 1), threads);
      CompletableFuture.allOf(even, odd).join();
    } finally {
      threads.shutdownNow();
    }
  }

  /** Every second seed, one after the other. */
  private static void play(Class<?> schema, List<Long> seeds, int from) {
    if (from >= seeds.size()) {
      return;
    }
    try (World world = World.of(schema)) {
      List<ZoneId> zones = world.database().transaction(AlikeZones::of);
      assertThat(zones).hasSizeGreaterThan(100);
      for (int i = from; i < seeds.size(); i += 2) {
        new Walk(world, zones, seeds.get(i)).go(STEPS);
      }
    }
  }
}
