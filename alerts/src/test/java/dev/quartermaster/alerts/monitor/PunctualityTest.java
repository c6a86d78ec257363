package dev.quartermaster.alerts.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.quartermaster.alerts.monitor.Punctuality.Due;
import dev.quartermaster.alerts.monitor.Punctuality.Late;
import dev.quartermaster.alerts.monitor.Punctuality.OnTime;
import dev.quartermaster.alerts.timetable.CronTimetable;
import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.alerts.timetable.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PunctualityTest {

  private static final Timetable MINUTELY = Interval.of(Duration.ofMinutes(1));
  private static final Duration WITHIN = Duration.ofSeconds(20);
  private static final Instant LONG_AGO = Instant.parse("2024-01-01T00:00:00Z");

  @Test
  void a_schedule_whose_last_time_was_recorded_is_on_time_until_the_next() {
    assertThat(minutely("2024-05-03T10:00:00Z", "2024-05-03T10:00:59.999Z"))
        .isEqualTo(new OnTime(Instant.parse("2024-05-03T10:01:00Z")));
  }

  @Test
  void a_planned_time_is_due_from_its_very_instant_to_the_end_of_the_grace() {
    Due due = new Due(Instant.parse("2024-05-03T10:01:00Z"));

    assertThat(minutely("2024-05-03T10:00:00Z", "2024-05-03T10:01:00Z")).isEqualTo(due);
    assertThat(minutely("2024-05-03T10:00:00Z", "2024-05-03T10:01:20Z")).isEqualTo(due);
  }

  @Test
  void a_planned_time_is_late_past_the_grace() {
    assertThat(minutely("2024-05-03T10:00:00Z", "2024-05-03T10:01:20.001Z"))
        .isEqualTo(
            new Late(Instant.parse("2024-05-03T10:01:00Z"), Duration.parse("PT20.001S"), 1, false));
  }

  @Test
  void lateness_is_that_of_the_oldest_time_missed_and_counts_all_of_them() {
    assertThat(minutely("2024-05-03T10:00:00Z", "2024-05-04T12:00:05Z"))
        .isEqualTo(
            new Late(
                Instant.parse("2024-05-03T10:01:00Z"),
                Duration.parse("PT25H59M5S"),
                26 * 60,
                false));
  }

  @Test
  void a_schedule_that_never_fired_is_held_to_its_times_since_it_is_watched() {
    Instant since = Instant.parse("2024-05-03T10:00:30Z");

    assertThat(Punctuality.of(MINUTELY, since, Optional.empty(), since, WITHIN))
        .isEqualTo(new OnTime(Instant.parse("2024-05-03T10:01:00Z")));
    assertThat(Punctuality.of(MINUTELY, since, Optional.empty(), since.plusSeconds(300), WITHIN))
        .isEqualTo(
            new Late(Instant.parse("2024-05-03T10:01:00Z"), Duration.ofSeconds(270), 5, false));
  }

  @Test
  void a_watch_that_begins_anew_forgets_nothing_that_was_missed() {
    Instant since = Instant.parse("2024-05-03T11:00:00Z");
    Optional<Instant> last = Optional.of(Instant.parse("2024-05-03T10:00:00Z"));

    assertThat(Punctuality.of(MINUTELY, since, last, since, WITHIN))
        .isEqualTo(
            new Late(Instant.parse("2024-05-03T10:01:00Z"), Duration.ofMinutes(59), 60, false));
  }

  @Test
  void a_time_recorded_ahead_of_now_is_on_time() {
    assertThat(minutely("2024-05-03T10:05:00Z", "2024-05-03T10:04:59Z"))
        .isEqualTo(new OnTime(Instant.parse("2024-05-03T10:06:00Z")));
  }

  @Test
  void counting_stops_at_its_bound_and_says_so() {
    Timetable secondly = Interval.of(Duration.ofSeconds(1));
    Optional<Instant> last = Optional.of(LONG_AGO);

    assertThat(Punctuality.of(secondly, LONG_AGO, last, LONG_AGO.plusSeconds(2_000), WITHIN))
        .isEqualTo(new Late(LONG_AGO.plusSeconds(1), Duration.ofSeconds(1_999), 2_000, false));
    assertThat(Punctuality.of(secondly, LONG_AGO, last, LONG_AGO.plusSeconds(2_001), WITHIN))
        .isEqualTo(new Late(LONG_AGO.plusSeconds(1), Duration.ofSeconds(2_000), 2_000, true));
  }

  @Test
  void a_timetable_that_never_fires_again_is_on_time_for_ever() {
    Timetable past = CronTimetable.quartz("0 0 0 1 1 ? 2001", ZoneOffset.UTC);

    assertThat(
            Punctuality.of(
                past, LONG_AGO, Optional.empty(), LONG_AGO.plusSeconds(1_000_000), WITHIN))
        .isEqualTo(new OnTime(Instant.MAX));
  }

  @Test
  void the_skipped_hour_of_a_spring_day_is_not_missed() {
    Timetable daily = CronTimetable.unix("30 1 * * *", ZoneId.of("Europe/London"));
    Optional<Instant> last = Optional.of(Instant.parse("2024-03-30T01:30:00Z"));

    assertThat(Punctuality.of(daily, LONG_AGO, last, Instant.parse("2024-03-31T00:59:00Z"), WITHIN))
        .isEqualTo(new OnTime(Instant.parse("2024-03-31T01:00:00Z")));
    assertThat(Punctuality.of(daily, LONG_AGO, last, Instant.parse("2024-03-31T01:00:30Z"), WITHIN))
        .isEqualTo(
            new Late(Instant.parse("2024-03-31T01:00:00Z"), Duration.ofSeconds(30), 1, false));
  }

  @Test
  void no_grace_makes_late_what_is_not_recorded_at_once() {
    Instant last = Instant.parse("2024-05-03T10:00:00Z");
    Instant now = Instant.parse("2024-05-03T10:01:00.001Z");

    assertThat(Punctuality.of(MINUTELY, LONG_AGO, Optional.of(last), now, Duration.ZERO))
        .isInstanceOf(Late.class);
  }

  @Test
  void a_negative_grace_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Punctuality.of(
                    MINUTELY, LONG_AGO, Optional.empty(), LONG_AGO, Duration.ofSeconds(-1)))
        .withMessageContaining("start-within is negative");
  }

  private static Punctuality minutely(String lastPlanned, String now) {
    return Punctuality.of(
        MINUTELY, LONG_AGO, Optional.of(Instant.parse(lastPlanned)), Instant.parse(now), WITHIN);
  }
}
