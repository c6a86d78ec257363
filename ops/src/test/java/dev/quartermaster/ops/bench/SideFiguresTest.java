package dev.quartermaster.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SideFiguresTest {

  private static final SideFigures JOB =
      new SideFigures("job", List.of(round(4, 10, 30), round(6, 20, 50)));
  private static final SideFigures STATEMENT = new SideFigures("one statement", List.of(round(20)));
  private static final SideFigures QUIET = new SideFigures("quiet", List.of(round(1, 10)));

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
  void each_way_of_the_job_is_compared_with_the_one_statement() {
    SettleReport report =
        new SettleReport(
            100,
            List.of(JOB, STATEMENT, QUIET),
            new Machine(2, 0, "17", "18", Map.of("jit", "off")));

    assertThat(report.ratios())
        .extracting(SettleReport.Ratio::value, SettleReport.Ratio::isMet)
        .containsExactly(tuple(0.25, true), tuple(0.05, true));
    assertThat(SettleTable.of(report))
        .contains("job / one statement                0.250")
        .contains("PostgreSQL 18 with jit=off");
  }

  private static Measured round(int seconds, int... batchMillis) {
    return new Measured(
        Duration.ofSeconds(seconds),
        100,
        0,
        Arrays.stream(batchMillis).mapToObj(Duration::ofMillis).toList());
  }
}
