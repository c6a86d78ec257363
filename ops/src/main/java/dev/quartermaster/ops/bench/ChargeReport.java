package dev.quartermaster.ops.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What charging cost.
 *
 * @param sides in the order in which each round measures them
 * @param settling absent when it was not asked for
 */
record ChargeReport(
    ChargeTrial trial,
    List<ChargeFigures> sides,
    Optional<WhileSettling.Figures> settling,
    long peakHeapBytes,
    Machine machine) {

  /**
   * A figure beside what it should be.
   *
   * @param most whether the aim is the most that it should be, rather than the least
   */
  record Aim(String what, double value, double aim, boolean most) {

    boolean isMet() {
      return most ? value <= aim : value >= aim;
    }
  }

  List<Aim> aims() {
    ChargeFigures raw = sides.get(0);
    List<Aim> aims = new ArrayList<>();
    for (ChargeFigures side : sides.subList(1, sides.size())) {
      aims.add(
          new Aim(
              side.side() + " / " + raw.side(),
              side.recordsPerSecond() / raw.recordsPerSecond(),
              0.5,
              false));
      aims.add(new Aim(side.side() + ", records/s", side.recordsPerSecond(), 60_000, false));
    }
    aims.add(
        new Aim(
            "node's heap, MiB",
            peakHeapBytes / (double) (1 << 20),
            NodeProcess.HEAP_MEBIBYTES,
            true));
    settling.ifPresent(
        figures -> {
          aims.add(
              new Aim(
                  "p99 while settling / alone",
                  SideFigures.seconds(figures.p99Settling())
                      / SideFigures.seconds(figures.p99Alone()),
                  2,
                  true));
          aims.add(new Aim("batches refused", figures.refused(), 0, true));
        });
    return aims;
  }
}
