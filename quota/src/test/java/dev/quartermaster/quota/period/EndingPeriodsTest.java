package dev.quartermaster.quota.period;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.quota.period.EndingPeriods.Usual;
import dev.quartermaster.quota.testing.World;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EndingPeriodsTest {

  private static World given;

  @BeforeAll
  static void open() {
    given = World.of(EndingPeriodsTest.class);
  }

  @AfterAll
  static void close() {
    given.close();
  }

  @BeforeEach
  void empty() {
    given.emptyAt("2024-05-03T09:00:00Z");
  }

  @Test
  void a_period_counts_in_the_step_in_which_it_ends_and_its_end_belongs_to_it() {
    given.account("ada").used("1s");
    given.account("bea").used("1s");
    given.account("eve").nextReset("2024-05-03T10:30:00Z").used("1s");

    assertThat(in("2024-05-03T09:00:00Z", "2024-05-04T00:00:00Z", 15))
        .isEqualTo(Map.of(1, 1L, 14, 2L));
    assertThat(in("2024-05-03T09:00:00Z", "2024-05-03T23:59:59.999999Z", 15))
        .isEqualTo(Map.of(1, 1L));
    assertThat(in("2024-05-03T10:30:00Z", "2024-05-04T01:00:00Z", 1)).isEqualTo(Map.of(0, 2L));
  }

  @Test
  void settled_periods_count_too() {
    given.account("ada").used("1s");
    given.clockAt("2024-05-04T09:00:00Z");
    given.settle(10);

    assertThat(in("2024-05-03T09:00:00Z", "2024-05-04T09:00:00Z", 2)).isEqualTo(Map.of(1, 1L));
  }

  @Test
  void what_is_usual_is_known_from_the_first_whole_day_on() {
    assertThat(usual()).isEqualTo(Usual.UNKNOWN);

    given.account("ada").used("1s");
    given.clockAt("2024-05-04T23:00:00Z");
    assertThat(usual()).isEqualTo(Usual.UNKNOWN);

    given.clockAt("2024-05-05T00:00:00Z");
    assertThat(usual().days()).isEqualTo(1);
  }

  @Test
  void what_is_usual_is_the_average_of_each_hour_over_seven_days_at_most() {
    given.account("ada").used("1s").used("1s", "2024-05-02T09:00:00Z");
    given.account("bea").used("1s");
    given.clockAt("2024-05-05T12:00:00Z");

    assertThat(usual().days()).isEqualTo(2);
    assertThat(usual().byHour().get(0)).as("of the last two days").isEqualTo(1);
    assertThat(usual().byHour().stream().mapToDouble(Double::doubleValue).sum()).isEqualTo(1);
    given.clockAt("2024-05-11T00:00:00Z");
    assertThat(usual().days()).isEqualTo(7);
    assertThat(usual().byHour().get(0)).isEqualTo(2 / 7.0);
    given.clockAt("2024-06-01T00:00:00Z");
    assertThat(usual()).isEqualTo(Usual.UNKNOWN);
  }

  private static Map<Integer, Long> in(String from, String to, int steps) {
    return given
        .database()
        .transaction(
            handle -> EndingPeriods.in(handle, Instant.parse(from), Instant.parse(to), steps));
  }

  private static Usual usual() {
    return given.database().transaction(EndingPeriods::usual);
  }
}
