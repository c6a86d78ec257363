package dev.quartermaster.ops.bench;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What settling cost.
 *
 * @param sides in the order in which each round measures them
 */
record SettleReport(int accounts, List<SideFigures> sides, Machine machine) {

  /**
   * The time of one side as a part of another's, by their medians, for all accounts.
   *
   * @param aim at a million accounts, where there is one
   */
  record Ratio(String of, String to, double value, Optional<Aim> aim) {}

  /** Of those sides that were measured. */
  List<Ratio> ratios() {
    return Stream.of(
            ratio(Way.JOB, Way.STATEMENT, Optional.of(new Aim.AtMost(0.50))),
            ratio(Way.QUIET_JOB, Way.STATEMENT, Optional.of(new Aim.AtMost(0.05))),
            ratio(Way.LOOP, Way.JOB, Optional.empty()),
            ratio(Way.DB_SCHEDULER, Way.JOB, Optional.of(new Aim.AtLeast(20))),
            ratio(Way.QUARTZ, Way.JOB, Optional.of(new Aim.AtLeast(200))))
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Ratio> ratio(Way of, Way to, Optional<Aim> aim) {
    return side(of)
        .flatMap(
            one ->
                side(to)
                    .map(
                        other ->
                            new Ratio(of.title(), to.title(), seconds(one) / seconds(other), aim)));
  }

  private Optional<SideFigures> side(Way way) {
    return sides.stream().filter(side -> side.way() == way).findFirst();
  }

  private static double seconds(SideFigures side) {
    return SideFigures.seconds(side.tookForAll());
  }
}
