package dev.quartermaster.ops.bench;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * All rounds of one side.
 *
 * @param rounds in the order in which they were measured
 * @param all periods that there are to settle; a round of a sample settles fewer
 */
record SideFigures(Way way, List<Measured> rounds, long all) {

  /** Of a side that has less to do on purpose all is what it did. */
  static SideFigures of(Way way, List<Measured> rounds, int accounts) {
    return new SideFigures(way, rounds, way == Way.QUIET_JOB ? rounds.get(0).periods() : accounts);
  }

  /** As the table calls it. */
  String side() {
    return way.title();
  }

  /** In a round. */
  long periods() {
    return rounds.get(0).periods();
  }

  /** Whether a sample was measured, and the time for all follows from its rate. */
  boolean isExtrapolated() {
    return periods() < all;
  }

  /** Of a round, were it to settle all. */
  Duration tookForAll() {
    return isExtrapolated() ? medianTook().multipliedBy(all).dividedBy(periods()) : medianTook();
  }

  /** Of a round. */
  Duration medianTook() {
    return median(rounds.stream().map(Measured::took).toList());
  }

  double periodsPerSecond() {
    return periods() / seconds(medianTook());
  }

  /** What a period costs, by the clock. */
  double microsPerPeriod() {
    return 1e6 / periodsPerSecond();
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

  /** Of a round, were it to settle all. */
  long walBytesForAll() {
    return isExtrapolated() ? Math.round((double) walBytes() * all / periods()) : walBytes();
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
