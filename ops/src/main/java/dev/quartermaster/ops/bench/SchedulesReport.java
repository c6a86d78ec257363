package dev.quartermaster.ops.bench;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How late firings were, by the product and by plain Quartz. */
record SchedulesReport(int minutes, List<Trial> trials) {

  /** The aim counts for this many schedules; more are to be told, not to be in time. */
  static final int AIMED_AT = 1_000;

  static final Duration AIM = Duration.ofSeconds(1);

  /**
   * One number of schedules. Of each side: those due each minute, then those due each second.
   *
   * @param machine with the load before this trial
   */
  record Trial(int schedules, Machine machine, List<Lateness> ours, List<Lateness> plain) {

    /** Whether the 99th percentile of those due each minute is in time; empty when not aimed at. */
    Optional<Boolean> isMet() {
      return schedules > AIMED_AT
          ? Optional.empty()
          : Optional.of(ours.get(0).p99().compareTo(AIM) <= 0);
    }

    /** None lost and none doubled by the product. */
    boolean isComplete() {
      return ours.stream().allMatch(one -> one.lost() == 0 && one.doubled() == 0);
    }
  }

  /** How many times as late plain Quartz is; empty where the product is not late at all. */
  static Optional<Double> ratio(Duration plain, Duration ours) {
    return ours.isZero() || ours.isNegative()
        ? Optional.empty()
        : Optional.of(SideFigures.seconds(plain) / SideFigures.seconds(ours));
  }
}
