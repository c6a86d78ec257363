package dev.quartermaster.ops.bench;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * All rounds of one side.
 *
 * @param side its name
 * @param rounds in the order in which they were measured
 */
record ChargeFigures(String side, List<ChargeRound> rounds) {

  /** Of a round: the median. */
  double recordsPerSecond() {
    List<Double> sorted =
        rounds.stream().map(round -> round.loaded().recordsPerSecond()).sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  /** Of all batches of all rounds. */
  List<Duration> latencies() {
    return rounds.stream().flatMap(round -> round.loaded().latencies().stream()).toList();
  }

  /** How many cores were at work for the node, on average. */
  double nodeCores() {
    return cores(ChargeRound::nodeCpu);
  }

  /** {@link #nodeCores} for PostgreSQL. */
  double postgresCores() {
    return cores(ChargeRound::postgresCpu);
  }

  private double cores(Function<ChargeRound, Duration> cpu) {
    double seconds =
        rounds.stream().mapToDouble(round -> SideFigures.seconds(round.loaded().took())).sum();
    return rounds.stream().map(cpu).mapToDouble(SideFigures::seconds).sum() / seconds;
  }
}
