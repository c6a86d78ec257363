package dev.quartermaster.ops.bench;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * All rounds of one side.
 *
 * @param side its name
 * @param rounds in the order in which they were measured
 */
record SideFigures(String side, List<Measured> rounds) {

  /** Of a round. */
  Duration medianTook() {
    return median(rounds.stream().map(Measured::took).toList());
  }

  double periodsPerSecond() {
    return rounds.get(0).periods() / seconds(medianTook());
  }

  /** In the round that had the most. */
  int batches() {
    return rounds.stream().mapToInt(round -> round.batches().size()).max().orElse(0);
  }

  Duration medianBatch() {
    return median(rounds.stream().flatMap(round -> round.batches().stream()).toList());
  }

  Duration worstBatch() {
    return rounds.stream()
        .flatMap(round -> round.batches().stream())
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  long walBytes() {
    return Math.round(rounds.stream().mapToLong(Measured::walBytes).average().orElse(0));
  }

  static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  /** Zero of nothing; between the two in the middle of an even number. */
  static Duration median(Collection<Duration> durations) {
    List<Duration> sorted = durations.stream().sorted().toList();
    if (sorted.isEmpty()) {
      return Duration.ZERO;
    }
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : sorted.get(half - 1).plus(sorted.get(half)).dividedBy(2);
  }
}
