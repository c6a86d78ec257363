package dev.quartermaster.ops.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Charges at half of what the node can take, and then the same while the node settles as well. */
record WhileSettling(ChargeWorld world, Duration time, Consumer<String> progress) {

  private static final double PART = 0.5;

  /**
   * Latencies count from the time at which a batch was to be sent.
   *
   * @param recordsPerSecond that were sent
   * @param alone nothing else went on
   * @param settling the node settled meanwhile
   * @param settlingTook each round
   */
  record Figures(
      double recordsPerSecond, Loaded alone, Loaded settling, List<Duration> settlingTook) {

    int refused() {
      return alone.refused() + settling.refused();
    }

    Duration p99Alone() {
      return Loaded.percentile(alone.latencies(), 99);
    }

    Duration p99Settling() {
      return Loaded.percentile(settling.latencies(), 99);
    }
  }

  /** Some rounds, as one. In each, those who are charged have their ledger rows first. */
  Figures run(int rounds, ChargeFigures capacity) {
    double rate = PART * capacity.recordsPerSecond();
    double perBatch = capacity.records() / (double) capacity.latencies().size();
    Duration apart = Duration.ofNanos(Math.round(1e9 * perBatch / rate));
    List<Loaded> alone = new ArrayList<>();
    List<Loaded> settling = new ArrayList<>();
    List<Duration> took = new ArrayList<>();
    JobSide overdue = JobSide.busyDay(world.scratch());
    for (int round = 1; round <= rounds; round++) {
      progress.accept("Round %d of %d: while settling".formatted(round, rounds));
      overdue.lay();
      Loaded first = world.load(ChargeSide.JSON, time);
      world.scratch().comeToRest();
      Stopwatch stopwatch = Stopwatch.start();
      alone.add(world.load(ChargeSide.JSON, apart, () -> stopwatch.elapsed().compareTo(time) >= 0));
      CompletableFuture<Duration> run = CompletableFuture.supplyAsync(this::settle);
      settling.add(world.load(ChargeSide.JSON, apart, run::isDone));
      took.add(run.join());
      verify(List.of(first, alone.get(round - 1), settling.get(round - 1)));
    }
    return new Figures(rate, Loaded.together(alone), Loaded.together(settling), took);
  }

  private Duration settle() {
    Stopwatch stopwatch = Stopwatch.start();
    RealRun.byOthers(world.scratch().database());
    return stopwatch.elapsed();
  }

  private void verify(List<Loaded> sent) {
    ChargeSums.requireCharged(world.scratch().database(), sent);
    ChargeSums.requireSettled(world.scratch().database());
  }
}
