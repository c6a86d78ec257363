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

  /** CPU time of the node for a record, in microseconds: also where other work slows all down. */
  double nodeMicros() {
    return micros(ChargeRound::nodeCpu);
  }

  /** {@link #nodeMicros} of PostgreSQL. */
  double postgresMicros() {
    return micros(ChargeRound::postgresCpu);
  }

  private double micros(Function<ChargeRound, Duration> cpu) {
    return rounds.stream().map(cpu).mapToDouble(SideFigures::seconds).sum() * 1e6 / records();
  }

  long records() {
    return rounds.stream().mapToLong(round -> round.loaded().records()).sum();
  }
}
