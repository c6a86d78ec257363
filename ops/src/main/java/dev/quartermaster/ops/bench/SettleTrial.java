package dev.quartermaster.ops.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Settles the same accounts by the product's job and by one plain statement, in turn.
 *
 * @param accounts how many are overdue
 * @param rounds how often each side is measured
 * @param progress hears a line for each step
 */
record SettleTrial(int accounts, int rounds, Consumer<String> progress) {

  /**
   * Takes minutes at a million accounts.
   *
   * @throws NotVerified when a side did not do its work
   */
  SettleReport run() {
    try (Scratch scratch = Scratch.open()) {
      Machine machine = scratch.database().transaction(Machine::of);
      progress.accept(String.format(Locale.ROOT, "Registering %,d accounts", accounts));
      Overdue.lay(scratch.database(), accounts);
      List<Side> sides =
          List.of(JobSide.busyDay(scratch), new StatementSide(scratch), JobSide.quietDay(scratch));
      Map<Side, List<Measured>> measured = new LinkedHashMap<>();
      for (int round = 1; round <= rounds; round++) {
        for (Side side : sides) {
          progress.accept("Round %d of %d: %s".formatted(round, rounds, side.name()));
          measured.computeIfAbsent(side, first -> new ArrayList<>()).add(measure(side, scratch));
        }
      }
      return new SettleReport(
          accounts,
          sides.stream()
              .map(side -> new SideFigures(side.name(), measured.getOrDefault(side, List.of())))
              .toList(),
          machine);
    }
  }

  private static Measured measure(Side side, Scratch scratch) {
    side.lay();
    scratch.comeToRest();
    Measured measured = side.measure();
    side.verify();
    side.clear();
    return measured;
  }
}
