package dev.quartermaster.jobs.simulate;

import dev.quartermaster.quota.period.EndingPeriods.Usual;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;

/** How many items become due in each step of a stretch of time. */
final class Inflow {

  private final Steps steps;
  private final double[] items;

  private Inflow(Steps steps) {
    this.steps = steps;
    this.items = new double[steps.count()];
  }

  /**
   * What is known already, and of what is usual at an hour that is still to come the part that is
   * more.
   *
   * @param known by the number of the step
   */
  static Inflow of(Steps steps, Map<Integer, Long> known, Usual usual, Instant now) {
    Inflow inflow = new Inflow(steps);
    known.forEach((step, count) -> inflow.items[step] = count);
    int first = 0;
    while (first < steps.count()) {
      int end = inflow.endOfHour(first);
      if (steps.middle(first).isAfter(now)) {
        inflow.fill(first, end, usual);
      }
      first = end;
    }
    return inflow;
  }

  /** The steps from the first one on that lie in the same hour. */
  private int endOfHour(int first) {
    Instant next = steps.middle(first).truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
    int end = first + 1;
    while (end < steps.count() && steps.middle(end).isBefore(next)) {
      end++;
    }
    return end;
  }

  private void fill(int first, int end, Usual usual) {
    int hour = steps.middle(first).atZone(ZoneOffset.UTC).getHour();
    double expected = usual.byHour().get(hour) * (end - first) * steps.seconds() / 3_600;
    double known = Arrays.stream(items, first, end).sum();
    double more = Math.max(0, expected - known) / (end - first);
    for (int step = first; step < end; step++) {
      items[step] += more;
    }
  }

  Steps steps() {
    return steps;
  }

  double items(int step) {
    return items[step];
  }

  double total() {
    return Arrays.stream(items).sum();
  }
}
