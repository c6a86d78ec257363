package dev.quartermaster.ops.incident;

import java.time.Duration;
import java.util.List;

/**
 * How soon requests were answered.
 *
 * @param p99 what 99 of 100 did not exceed; zero of none
 */
public record Latencies(int requests, Duration p50, Duration p99, Duration worst) {

  static Latencies of(List<Duration> all) {
    List<Duration> sorted = all.stream().sorted().toList();
    return new Latencies(
        sorted.size(), percentile(sorted, 50), percentile(sorted, 99), percentile(sorted, 100));
  }

  private static Duration percentile(List<Duration> sorted, int percent) {
    if (sorted.isEmpty()) {
      return Duration.ZERO;
    }
    int rank = (int) Math.ceil(sorted.size() * percent / 100.0);
    return sorted.get(Math.max(rank, 1) - 1);
  }
}
