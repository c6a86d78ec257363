package dev.quartermaster.ops.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Settles the same accounts in several ways, in turn.
 *
 * @param ways in the order in which each round measures them
 * @param sampling of those that are not measured on all accounts
 * @param rounds how often each is measured
 * @param progress hears a line for each step
 */
record SettleTrial(List<Way> ways, Sampling sampling, int rounds, Consumer<String> progress) {

  /**
   * Takes minutes at a million accounts.
   *
   * @throws NotVerified when a side did not do its work
   */
  SettleReport run() {
    int accounts = sampling.most();
    try (Scratch scratch = Scratch.open()) {
      Machine machine = scratch.database().transaction(Machine::of);
      progress.accept(String.format(Locale.ROOT, "Registering %,d accounts", accounts));
      Overdue.lay(scratch.database(), accounts);
      Map<Way, List<Measured>> measured = new LinkedHashMap<>();
      for (int round = 1; round <= rounds; round++) {
        for (Way way : ways) {
          progress.accept("Round %d of %d: %s".formatted(round, rounds, way.title()));
          measured
              .computeIfAbsent(way, first -> new ArrayList<>())
              .add(measure(way.side(scratch, sampling), scratch));
        }
      }
      return new SettleReport(
          accounts,
          measured.entrySet().stream()
              .map(each -> SideFigures.of(each.getKey(), each.getValue(), accounts))
              .toList(),
          machine);
    }
  }

  /** Lays, measures, verifies and clears one round. */
  static Measured measure(Side side, Scratch scratch) {
    side.lay();
    scratch.comeToRest();
    Measured measured = side.measure();
    side.verify();
    side.clear();
    return measured;
  }
}
