package dev.quartermaster.alerts.timetable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExceptTest {

  private static final ZoneId LONDON = ZoneId.of("Europe/London");
  private static final Timetable HALF_PAST_THREE = CronTimetable.unix("30 3 * * *", LONDON);

  private static Blackout london(String... windows) {
    return new Blackout("freeze", LONDON, Stream.of(windows).map(Window::parse).toList());
  }

  private static Firings of(Timetable planned, String... windows) {
    return new Firings(new Except(planned, List.of(london(windows))), Instant.EPOCH);
  }

  @Test
  void times_between_two_moments_do_not_exist() {
    of(HALF_PAST_THREE, "2026-12-24T00:00/2026-12-27T00:00")
        .after("2026-12-22")
        .are("2026-12-22T03:30:00Z", "2026-12-23T03:30:00Z", "2026-12-27T03:30:00Z");
  }

  @Test
  void a_window_holds_its_first_moment_and_not_its_last() {
    Timetable hourly = Interval.of(Duration.ofHours(1));

    of(hourly, "2026-12-24T03:00/2026-12-24T05:00")
        .after("2026-12-24T01:30:00Z")
        .are("2026-12-24T02:00:00Z", "2026-12-24T05:00:00Z");
  }

  @Test
  void a_night_belongs_to_the_day_on_which_it_begins() {
    // 2026-11-21 is a Saturday.
    of(CronTimetable.unix("0 5,23 * * *", LONDON), "sat sun 22:00-06:00")
        .after("2026-11-20T12:00:00Z")
        .are(
            "2026-11-20T23:00:00Z",
            "2026-11-21T05:00:00Z",
            "2026-11-23T23:00:00Z",
            "2026-11-24T05:00:00Z");
  }

  @Test
  void days_are_whole_unless_hours_are_given() {
    of(HALF_PAST_THREE, "12-25", "2027-01-01")
        .after("2026-12-24T12:00:00Z")
        .are("2026-12-26T03:30:00Z", "2026-12-27T03:30:00Z");
    of(HALF_PAST_THREE, "12-25", "2027-01-01")
        .after("2026-12-31T12:00:00Z")
        .are("2027-01-02T03:30:00Z");
    of(HALF_PAST_THREE, "mon-fri").after("2026-11-20").are("2026-11-21T03:30:00Z");
  }

  @Test
  void the_wall_clock_of_the_calendars_zone_decides_on_days_when_it_is_changed() {
    // On 2026-10-25 01:00 to 02:00 comes twice in London; on 2027-03-28 it is skipped.
    Timetable halfHours = Interval.of(Duration.ofMinutes(30));

    of(halfHours, "01:00-02:00")
        .after("2026-10-24T23:00:00Z")
        .are("2026-10-24T23:30:00Z", "2026-10-25T02:00:00Z");
    of(halfHours, "01:00-01:30")
        .after("2026-10-24T23:30:00Z")
        .are("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z");
    of(halfHours, "01:30-02:30")
        .after("2027-03-28T00:00:00Z")
        .are("2027-03-28T00:30:00Z", "2027-03-28T01:30:00Z");
  }

  @Test
  void what_is_always_in_a_window_never_comes_and_that_is_known_soon() {
    long began = System.nanoTime();

    of(HALF_PAST_THREE, "03:00-04:00").after("2026-11-21").are("never");
    of(CronTimetable.quartz("* * * * * ?", LONDON), "00:00-24:00").are("never");
    of(Interval.of(Duration.ofSeconds(1)), "00:00-12:00", "12:00-24:00").are("never");
    of(CronTimetable.unix("0 0 29 2 *", LONDON), "02-29").are("never");

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void a_time_that_comes_once_in_many_years_is_found() {
    // The 29th of February was last a Sunday in 2004, and is next in 2032.
    of(CronTimetable.unix("0 12 29 2 *", LONDON), "mon-sat")
        .after("2026-01-01")
        .are("2032-02-29T12:00:00Z", "2060-02-29T12:00:00Z");
    of(HALF_PAST_THREE, "1970-01-01T00:00/9000-01-01T00:00").are("9000-01-01T03:30:00Z");
  }

  @Test
  void it_ends_with_time_itself() {
    Except daily = new Except(HALF_PAST_THREE, List.of(london("12-25")));

    assertThat(daily.next(Instant.MAX)).isEqualTo(Instant.MAX);
    assertThat(daily.next(Instant.MIN)).isEqualTo("1970-01-01T02:30:00Z");
  }

  @Test
  void it_is_told_by_the_names_of_its_calendars() {
    Except daily =
        new Except(
            HALF_PAST_THREE,
            List.of(
                london("12-25"), new Blackout("weekends", LONDON, List.of(Window.parse("sat")))));

    assertThat(daily.text()).isEqualTo("30 3 * * * except freeze, weekends");
    assertThat(daily.definition())
        .isEqualTo(
            "crontab Europe/London 30 3 * * * except freeze Europe/London 12-25 except weekends Europe/London sat");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Except(daily, List.of(london("12-25"))));
  }
}
