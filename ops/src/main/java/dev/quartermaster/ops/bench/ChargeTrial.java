package dev.quartermaster.ops.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Charges the same batches by a node over HTTP and by one plain statement each, in turn; then by
 * the node while it settles.
 *
 * @param time of each side in each round
 * @param rounds how often each side is measured
 * @param progress hears a line for each step
 */
record ChargeTrial(Size size, Duration time, int rounds, Consumer<String> progress) {

  /**
   * Of what.
   *
   * @param accounts that are charged
   * @param reporters each has one connection
   * @param batch records of one request
   * @param settle other accounts, which are overdue; 0 to leave that part out
   */
  record Size(int accounts, int reporters, int batch, int settle) {}

  /** Until both sides have compiled and cached what they will. */
  private static final Duration WARM_UP = Duration.ofSeconds(8);

  /**
   * Takes minutes.
   *
   * @throws NotVerified when a record was lost or doubled
   */
  ChargeReport run() {
    try (Scratch scratch = Scratch.open()) {
      Machine machine = scratch.database().transaction(Machine::of);
      if (size.settle() > 0) {
        progress.accept(
            String.format(Locale.ROOT, "Registering %,d overdue accounts", size.settle()));
        Overdue.lay(scratch.database(), size.settle());
      }
      progress.accept(String.format(Locale.ROOT, "Registering %,d accounts", size.accounts()));
      try (ChargeWorld world = ChargeWorld.open(scratch, size)) {
        List<ChargeFigures> sides = measure(world);
        Optional<WhileSettling.Figures> settling =
            size.settle() > 0
                ? Optional.of(new WhileSettling(world, time, progress).run(rounds, sides.get(1)))
                : Optional.empty();
        return new ChargeReport(this, sides, settling, world.node().peakHeapBytes(), machine);
      }
    }
  }

  private List<ChargeFigures> measure(ChargeWorld world) {
    List<Loaded> raw = new ArrayList<>();
    List<Loaded> http = new ArrayList<>();
    for (ChargeSide side : ChargeSide.values()) {
      progress.accept("Warming up: " + side.shown());
      Loaded warming = world.load(side, time.compareTo(WARM_UP) < 0 ? time : WARM_UP);
      (side == ChargeSide.RAW ? raw : http).add(warming);
    }
    Map<ChargeSide, List<ChargeRound>> measured = new EnumMap<>(ChargeSide.class);
    for (int round = 1; round <= rounds; round++) {
      for (ChargeSide side : ChargeSide.values()) {
        world.scratch().comeToRest();
        ChargeRound one = ChargeRound.measure(world, side, time);
        progress.accept(line(round, side, one));
        measured.computeIfAbsent(side, first -> new ArrayList<>()).add(one);
        (side == ChargeSide.RAW ? raw : http).add(one.loaded());
      }
    }
    ChargeSums.requireRaw(world.scratch().database(), raw);
    ChargeSums.requireCharged(world.scratch().database(), http);
    return measured.entrySet().stream()
        .map(side -> new ChargeFigures(side.getKey().shown(), side.getValue()))
        .toList();
  }

  private String line(int round, ChargeSide side, ChargeRound one) {
    return String.format(
        Locale.ROOT,
        "Round %d of %d: %s: %,.0f records/s",
        round,
        rounds,
        side.shown(),
        one.loaded().recordsPerSecond());
  }
}
