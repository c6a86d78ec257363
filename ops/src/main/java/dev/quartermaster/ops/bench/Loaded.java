package dev.quartermaster.ops.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What a load came to.
 *
 * @param took until the last answer
 * @param records that were acknowledged
 * @param micros their CPU time
 * @param refused batches of which nothing was taken
 * @param latencies of every batch
 */
record Loaded(Duration took, long records, long micros, int refused, List<Duration> latencies) {

  /** One sender's count. */
  static final class Count {
    private final List<Duration> latencies = new ArrayList<>();
    private long records;
    private long micros;
    private int refused;

    void add(Batch batch, boolean taken, Duration latency) {
      latencies.add(latency);
      if (taken) {
        records += batch.records();
        micros += batch.micros();
      } else {
        refused++;
      }
    }

    Loaded done(Duration took) {
      return new Loaded(took, records, micros, refused, latencies);
    }
  }

  /** Those that went on at the same time, as one. */
  static Loaded together(Collection<Loaded> all) {
    return new Loaded(
        all.stream().map(Loaded::took).max(Duration::compareTo).orElse(Duration.ZERO),
        all.stream().mapToLong(Loaded::records).sum(),
        all.stream().mapToLong(Loaded::micros).sum(),
        all.stream().mapToInt(Loaded::refused).sum(),
        all.stream().flatMap(one -> one.latencies().stream()).toList());
  }

  double recordsPerSecond() {
    return records / SideFigures.seconds(took);
  }

  /** The latency that so many in a hundred do not exceed; zero of none. */
  static Duration percentile(Collection<Duration> latencies, int percent) {
    List<Duration> sorted = latencies.stream().sorted().toList();
    if (sorted.isEmpty()) {
      return Duration.ZERO;
    }
    int rank = (int) Math.ceil(sorted.size() * percent / 100.0);
    return sorted.get(Math.max(rank, 1) - 1);
  }
}
