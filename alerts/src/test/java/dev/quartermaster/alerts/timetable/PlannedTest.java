package dev.quartermaster.alerts.timetable;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlannedTest {

  private static final ZoneId LONDON = ZoneId.of("Europe/London");
  private static final Instant BEFORE_AUTUMN = Instant.parse("2026-10-24T12:00:00Z");
  private static final Instant BEFORE_SPRING = Instant.parse("2027-03-27T12:00:00Z");

  private static List<String> notes(Timetable timetable, Instant after, int count) {
    return Planned.after(timetable, after, count).stream()
        .map(
            planned -> planned.local().toOffsetDateTime() + " " + planned.clockChange().orElse("-"))
        .toList();
  }

  @Test
  void a_time_of_day_that_is_skipped_is_said_to_fire_after_the_gap() {
    assertThat(notes(CronTimetable.unix("30 1 * * *", LONDON), BEFORE_SPRING, 2))
        .containsExactly(
            "2027-03-28T02:00+01:00 01:30 is skipped on 2027-03-28, as the clock goes from 01:00 to 02:00: fires once, at 02:00",
            "2027-03-29T01:30+01:00 -");
    assertThat(notes(CronTimetable.unix("*/10 1,2 * * *", LONDON), BEFORE_SPRING, 2))
        .containsExactly(
            "2027-03-28T02:00+01:00 01:00, 01:10, 01:20 and 3 more are skipped on 2027-03-28, as the clock goes from 01:00 to 02:00: fires once, at 02:00",
            "2027-03-28T02:10+01:00 -");
  }

  @Test
  void a_time_of_day_that_comes_twice_is_said_to_fire_once() {
    assertThat(notes(CronTimetable.unix("30 1 * * *", LONDON), BEFORE_AUTUMN, 2))
        .containsExactly(
            "2026-10-25T01:30+01:00 01:30 comes twice that day: fires the first time only",
            "2026-10-26T01:30Z -");
  }

  @Test
  void every_so_often_is_said_to_fire_both_times_and_not_in_the_gap() {
    Timetable hourly = CronTimetable.unix("30 * * * *", LONDON);

    assertThat(notes(hourly, Instant.parse("2026-10-24T23:00:00Z"), 4))
        .containsExactly(
            "2026-10-25T00:30+01:00 -",
            "2026-10-25T01:30+01:00 01:30 comes twice that day: fires both times, this is the first",
            "2026-10-25T01:30Z 01:30 comes twice that day: fires both times, this is the second",
            "2026-10-25T02:30Z -");
    assertThat(notes(hourly, Instant.parse("2027-03-28T00:00:00Z"), 2))
        .containsExactly(
            "2027-03-28T00:30Z -",
            "2027-03-28T02:30+01:00 01:30 is skipped on 2027-03-28, as the clock goes from 01:00 to 02:00: it does not fire");
  }

  @Test
  void a_whole_day_that_is_skipped_is_said() {
    ZoneId apia = ZoneId.of("Pacific/Apia");

    assertThat(
            notes(CronTimetable.unix("0 9 * * *", apia), Instant.parse("2011-12-29T20:00:00Z"), 2))
        .containsExactly(
            "2011-12-31T00:00+14:00 09:00 is skipped on 2011-12-30, as the clock goes from 00:00 to 2011-12-31 00:00: fires once, at 00:00",
            "2011-12-31T09:00+14:00 -");
  }

  @Test
  void an_interval_takes_no_notice_of_clocks() {
    assertThat(notes(Interval.of(Duration.ofHours(12)), BEFORE_SPRING, 2))
        .containsExactly("2027-03-28T00:00Z -", "2027-03-28T12:00Z -");
  }

  @Test
  void what_calendars_took_away_is_counted_before_the_time_that_remains() {
    Timetable hourly = CronTimetable.unix("0 * * * *", LONDON);
    Blackout freeze = new Blackout("freeze", LONDON, List.of(Window.parse("12-25")));
    Blackout lunch = new Blackout("lunch", LONDON, List.of(Window.parse("12-25 12:00-13:00")));
    Except timetable = new Except(hourly, List.of(freeze, lunch));

    List<Planned> planned = Planned.after(timetable, Instant.parse("2026-12-24T22:30:00Z"), 3);

    assertThat(planned)
        .extracting(Planned::removed)
        .extracting(r -> r.isPresent())
        .containsExactly(false, true, false);
    assertThat(planned.get(1).removed())
        .contains(
            new Planned.Removed(
                Instant.parse("2026-12-25T00:00:00Z"),
                Instant.parse("2026-12-25T23:00:00Z"),
                24,
                Set.of("freeze", "lunch")));
  }

  @Test
  void what_never_fires_has_no_next_times() {
    Timetable never =
        new Except(
            CronTimetable.unix("0 5 * * *", LONDON),
            List.of(new Blackout("always", LONDON, List.of(Window.parse("00:00-24:00")))));

    assertThat(Planned.after(never, BEFORE_SPRING, 5)).isEmpty();
  }
}
