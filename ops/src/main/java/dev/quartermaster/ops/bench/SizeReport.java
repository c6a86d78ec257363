package dev.quartermaster.ops.bench;

import java.util.List;
import java.util.function.DoubleBinaryOperator;

/** What an account costs the job at each size. */
record SizeReport(List<SideFigures> sizes, Machine machine) {

  /** From 10,000 to 5,000,000 accounts. */
  static final Aim AIM = new Aim.AtMost(1.5);

  /** The cost where it is highest as a multiple of that where it is lowest. */
  double spread() {
    return cost(Math::max) / cost(Math::min);
  }

  private double cost(DoubleBinaryOperator which) {
    return sizes.stream().mapToDouble(SideFigures::microsPerPeriod).reduce(which).orElseThrow();
  }
}
