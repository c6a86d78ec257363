package dev.quartermaster.ops.bench;

import dev.quartermaster.ops.bench.AdminReport.Beside;
import dev.quartermaster.ops.bench.AdminReport.Figures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Each act on all accounts in bulk and by one statement, in turn.
 *
 * @param charges reports a second that flow meanwhile in a round of its own
 * @param progress hears a line for each step
 */
record AdminTrial(int accounts, int rounds, int charges, Consumer<String> progress) {

  private static final Duration ALONE = Duration.ofSeconds(15);

  /** Takes minutes at a million accounts. */
  AdminReport run() {
    try (Scratch scratch = Scratch.open()) {
      Machine machine = scratch.database().transaction(Machine::of);
      progress.accept("Registering %,d accounts".formatted(accounts));
      AdminWorld world = AdminWorld.of(scratch, accounts);
      Map<AdminWay, List<Measured>> bulk = new EnumMap<>(AdminWay.class);
      Map<AdminWay, List<Measured>> statement = new EnumMap<>(AdminWay.class);
      for (int round = 1; round <= rounds; round++) {
        for (AdminWay way : AdminWay.values()) {
          progress.accept("Round %d of %d: %s".formatted(round, rounds, way.title()));
          measure(world, way, bulk, statement);
        }
      }
      Map<AdminWay, Beside> beside = new EnumMap<>(AdminWay.class);
      Optional<Duration> alone =
          charges == 0 ? Optional.empty() : Optional.of(beside(world, beside));
      List<Figures> figures = new ArrayList<>();
      for (AdminWay way : AdminWay.values()) {
        figures.add(
            new Figures(
                way,
                bulk.getOrDefault(way, List.of()),
                statement.getOrDefault(way, List.of()),
                Optional.ofNullable(beside.get(way))));
      }
      return new AdminReport(accounts, figures, alone, machine);
    }
  }

  private static void measure(
      AdminWorld world,
      AdminWay way,
      Map<AdminWay, List<Measured>> bulk,
      Map<AdminWay, List<Measured>> statement) {
    world.lay();
    bulk.computeIfAbsent(way, first -> new ArrayList<>()).add(world.inBulk(way));
    world.verify(way, "bulk");
    world.lay();
    statement.computeIfAbsent(way, first -> new ArrayList<>()).add(world.byStatement(way));
    world.verify(way, "one statement");
  }

  /** The p99 of charges alone; what it is beside each act goes into the map. */
  private Duration beside(AdminWorld world, Map<AdminWay, Beside> beside) {
    List<Duration> alone = new ArrayList<>();
    for (AdminWay way : AdminWay.values()) {
      progress.accept("Charges alone, then beside " + way.title());
      world.lay();
      try (ChargeStream stream = new ChargeStream(world.database(), charges)) {
        stream.until(after(ALONE.dividedBy(5)));
        alone.addAll(stream.until(after(ALONE)));
        CompletableFuture<Measured> act = CompletableFuture.supplyAsync(() -> world.inBulk(way));
        List<Duration> latencies = stream.until(act::isDone);
        beside.put(way, new Beside(act.join(), Loaded.percentile(latencies, 99)));
      }
      world.verify(way, "beside charges");
    }
    return Loaded.percentile(alone, 99);
  }

  private static BooleanSupplier after(Duration time) {
    Stopwatch stopwatch = Stopwatch.start();
    return () -> stopwatch.elapsed().compareTo(time) >= 0;
  }
}
