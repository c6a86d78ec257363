package dev.quartermaster.ops.bench;

import java.util.List;

/**
 * What settling cost.
 *
 * @param sides in the order in which each round measures them
 */
record SettleReport(int accounts, List<SideFigures> sides, Machine machine) {

  /**
   * The time of one side as a part of another's, by their medians.
   *
   * @param aim it should be at most this, at a million accounts
   */
  record Ratio(String of, String to, double value, double aim) {

    boolean isMet() {
      return value <= aim;
    }
  }

  List<Ratio> ratios() {
    return List.of(
        ratio(sides.get(0), sides.get(1), 0.50), ratio(sides.get(2), sides.get(1), 0.05));
  }

  private static Ratio ratio(SideFigures of, SideFigures to, double aim) {
    double value = SideFigures.seconds(of.medianTook()) / SideFigures.seconds(to.medianTook());
    return new Ratio(of.side(), to.side(), value, aim);
  }
}
