package dev.quartermaster.ops.bench;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What acts on all accounts cost. */
record AdminReport(int accounts, List<Figures> ways, Optional<Duration> p99Alone, Machine machine) {

  static final Aim RATIO = new Aim.AtMost(0.5);
  static final Aim CHARGES = new Aim.AtMost(2);
  static final Aim WORST_HOLD_MS = new Aim.AtMost(250);

  /**
   * One way.
   *
   * @param bulk each round
   * @param statement each round
   * @param beside charges meanwhile, in a round of its own
   */
  record Figures(
      AdminWay way, List<Measured> bulk, List<Measured> statement, Optional<Beside> beside) {

    double bulkSeconds() {
      return median(bulk);
    }

    double statementSeconds() {
      return median(statement);
    }

    double ratio() {
      return bulkSeconds() / statementSeconds();
    }

    /** Of all rounds, that beside charges too. */
    double worstHoldMs() {
      return Math.max(worst(bulk), beside.map(b -> worst(List.of(b.bulk()))).orElse(0.0));
    }

    private static double worst(List<Measured> rounds) {
      return rounds.stream()
          .flatMap(round -> round.batches().stream())
          .mapToDouble(held -> held.toNanos() / 1e6)
          .max()
          .orElse(0);
    }

    private static double median(List<Measured> rounds) {
      return SideFigures.seconds(SideFigures.median(rounds.stream().map(Measured::took).toList()));
    }
  }

  /** Charges while it was done in bulk. */
  record Beside(Measured bulk, Duration p99) {}
}
