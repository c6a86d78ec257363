package dev.quartermaster.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SideFiguresTest {

  /** In a round. */
  private static final int PERIODS = 1_000;

  private static final SideFigures JOB = figures(Way.JOB, round(4, 10, 30), round(6, 20, 50));
  private static final SideFigures STATEMENT = figures(Way.STATEMENT, round(20));
  private static final SideFigures QUIET = figures(Way.QUIET_JOB, round(1, 10));
  private static final SideFigures DB_SCHEDULER = sample(Way.DB_SCHEDULER, round(11), round(13));
  private static final SideFigures QUARTZ = sample(Way.QUARTZ, round(99));
  private static final Machine MACHINE = new Machine(2, 0, "17", "18", Map.of("jit", "off"));

  @Test
  void the_median_of_an_even_number_lies_between_the_two_in_the_middle() {
    assertThat(JOB.medianTook()).isEqualTo(Duration.ofSeconds(5));
    assertThat(JOB.medianBatch()).isEqualTo(Duration.ofMillis(25));
    assertThat(SideFigures.median(List.of())).isZero();
  }

  @Test
  void the_worst_batch_is_that_of_all_rounds() {
    assertThat(JOB.worstBatch()).isEqualTo(Duration.ofMillis(50));
    assertThat(JOB.batches()).isEqualTo(2);
  }

  @Test
  void the_time_for_all_follows_from_the_rate_of_a_sample() {
    assertThat(DB_SCHEDULER.isExtrapolated()).isTrue();
    assertThat(DB_SCHEDULER.medianTook()).isEqualTo(Duration.ofSeconds(12));
    assertThat(DB_SCHEDULER.tookForAll()).isEqualTo(Duration.ofMinutes(2));
    assertThat(DB_SCHEDULER.walBytesForAll()).isEqualTo(70_000);
  }

  @Test
  void what_was_measured_whole_is_not_extrapolated() {
    assertThat(JOB.isExtrapolated()).isFalse();
    assertThat(JOB.tookForAll()).isEqualTo(JOB.medianTook());
    assertThat(JOB.walBytesForAll()).isEqualTo(7_000);
    assertThat(SideFigures.of(Way.QUIET_JOB, List.of(round(1)), 2_000).isExtrapolated()).isFalse();
    assertThat(SideFigures.of(Way.LOOP, List.of(round(1)), 2_000).isExtrapolated()).isTrue();
  }

  @Test
  void each_way_of_the_job_is_compared_with_the_one_statement() {
    SettleReport report = new SettleReport(1_000, List.of(JOB, STATEMENT, QUIET), MACHINE);

    assertThat(report.ratios())
        .extracting(SettleReport.Ratio::value, SideFiguresTest::met)
        .containsExactly(tuple(0.25, true), tuple(0.05, true));
    assertThat(SettleTable.of(report))
        .contains("job / one statement                0.250")
        .contains("PostgreSQL 18 with jit=off")
        .doesNotContain("*");
  }

  @Test
  void those_that_others_use_are_compared_with_the_job_by_their_time_for_all() {
    SettleReport report = new SettleReport(10_000, List.of(JOB, DB_SCHEDULER, QUARTZ), MACHINE);

    assertThat(report.ratios())
        .extracting(SettleReport.Ratio::value, SideFiguresTest::met)
        .containsExactly(tuple(24.0, true), tuple(198.0, false));
    assertThat(SettleTable.of(report))
        .contains(
            "db-scheduler / job                 24.000   (aim at 1,000,000 accounts: at least 20)")
        .contains("db-scheduler       each round: 11.00 13.00 s for a sample of 1,000")
        .contains("making its tasks or triggers is not counted");
  }

  @Test
  void the_dearest_size_is_compared_with_the_cheapest() {
    SizeReport report = new SizeReport(List.of(QUIET, JOB, STATEMENT), MACHINE);

    assertThat(JOB.microsPerPeriod()).isEqualTo(5_000);
    assertThat(report.spread()).isEqualTo(20);
    assertThat(SizeTable.of(report))
        .contains("dearest / cheapest   20.00")
        .contains("at most 1.50");
  }

  @Test
  void a_small_size_has_more_rounds() {
    SizeTrial trial = new SizeTrial(List.of(), Optional.empty(), line -> {});

    assertThat(List.of(1_000, 10_000, 100_000, 1_000_000, 5_000_000))
        .extracting(trial::rounds)
        .containsExactly(50, 50, 10, 2, 2);
  }

  private static boolean met(SettleReport.Ratio ratio) {
    return ratio.aim().orElseThrow().isMet(ratio.value());
  }

  private static SideFigures figures(Way way, Measured... rounds) {
    return new SideFigures(way, List.of(rounds), PERIODS);
  }

  private static SideFigures sample(Way way, Measured... rounds) {
    return new SideFigures(way, List.of(rounds), 10 * PERIODS);
  }

  private static Measured round(int seconds, int... batchMillis) {
    return new Measured(
        Duration.ofSeconds(seconds),
        PERIODS,
        7_000,
        Arrays.stream(batchMillis).mapToObj(Duration::ofMillis).toList());
  }
}
