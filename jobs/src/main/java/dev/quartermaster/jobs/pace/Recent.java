package dev.quartermaster.jobs.pace;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The last batches of a run on this node, as exponential moving averages in which the newest weighs
 * most.
 *
 * @param batches newest first, {@link #MOST} at most
 */
public record Recent(List<Measured> batches) {

  public static final int MOST = 20;

  /** Weight of the newest, as in GitLab's batched background migrations. */
  private static final double ALPHA = 0.4;

  public static final Recent NONE = new Recent(List.of());

  public Recent {
    batches = List.copyOf(batches.subList(0, Math.min(MOST, batches.size())));
  }

  /** With one more, at the cost of the oldest. */
  public Recent and(Measured newest) {
    List<Measured> all = new ArrayList<>(batches);
    all.add(0, newest);
    return new Recent(all);
  }

  /** What a batch takes; empty when none was measured. */
  public Optional<Duration> took() {
    return batches.isEmpty()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(Math.round(sum(Recent::nanos) / sum(batch -> 1))));
  }

  /** What an item takes; empty when no item was measured. */
  public Optional<Duration> tookAnItem() {
    double items = sum(Measured::items);
    return items == 0
        ? Optional.empty()
        : Optional.of(
            Duration.ofNanos(
                Math.round(sum(batch -> batch.items() == 0 ? 0 : nanos(batch)) / items)));
  }

  /** The average of anything about a batch. */
  double average(ToDoubleFunction<Measured> what) {
    return sum(what) / sum(batch -> 1);
  }

  private double sum(ToDoubleFunction<Measured> what) {
    double sum = 0;
    double weight = 1;
    for (Measured batch : batches) {
      sum += weight * what.applyAsDouble(batch);
      weight *= 1 - ALPHA;
    }
    return sum;
  }

  static double nanos(Measured batch) {
    return batch.took().toNanos();
  }
}
