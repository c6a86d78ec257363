package dev.quartermaster.alerts.timetable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class IntervalTest {

  @Test
  void planned_times_are_the_multiples_of_the_duration_since_the_epoch() {
    Interval minute = Interval.of(Duration.ofMinutes(1));

    assertThat(minute.next(Instant.parse("2024-05-03T10:00:12.5Z")))
        .isEqualTo("2024-05-03T10:01:00Z");
    assertThat(Interval.of(Duration.ofMinutes(7)).next(Instant.EPOCH))
        .isEqualTo("1970-01-01T00:07:00Z");
  }

  @Test
  void the_next_time_is_strictly_after() {
    Interval minute = Interval.of(Duration.ofMinutes(1));

    assertThat(minute.next(Instant.parse("2024-05-03T10:01:00Z")))
        .isEqualTo("2024-05-03T10:02:00Z");
    assertThat(minute.next(Instant.parse("2024-05-03T10:00:59.999999999Z")))
        .isEqualTo("2024-05-03T10:01:00Z");
  }

  @Test
  void times_before_the_epoch_follow_the_same_multiples() {
    Interval minute = Interval.of(Duration.ofMinutes(1));

    assertThat(minute.next(Instant.parse("1969-12-31T23:58:30Z")))
        .isEqualTo("1969-12-31T23:59:00Z");
  }

  @Test
  void it_ends_with_time_itself() {
    assertThat(Interval.of(Interval.LONGEST).next(Instant.MAX)).isEqualTo(Instant.MAX);
    assertThat(Interval.of(Interval.SHORTEST).next(Instant.MAX)).isEqualTo(Instant.MAX);
    assertThat(Interval.of(Interval.LONGEST).next(Instant.MIN)).isAfter(Instant.MIN);
  }

  @Test
  void its_text_is_what_a_person_would_write() {
    assertThat(Interval.of(Duration.ofSeconds(60)).text()).isEqualTo("every PT1M");
    assertThat(Interval.of(Duration.ofSeconds(60))).isEqualTo(Interval.of(Duration.parse("PT1M")));
  }

  @Test
  void a_duration_out_of_range_is_refused() {
    for (String bad : new String[] {"PT0S", "PT-1M", "PT0.5S", "PT8784H0.1S", "P367D"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Interval.of(Duration.parse(bad)))
          .withMessageContaining("is out of range; an interval is from PT1S (a second) to P366D");
    }
    assertThat(Interval.of(Duration.ofDays(366)).text()).isEqualTo("every PT8784H");
  }

  @Test
  void a_fraction_of_a_second_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Interval.of(Duration.ofMillis(1500)))
        .withMessage("every PT1.5S has a fraction of a second; an interval is whole seconds");
  }
}
