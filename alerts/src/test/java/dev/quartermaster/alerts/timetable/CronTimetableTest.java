package dev.quartermaster.alerts.timetable;

import static dev.quartermaster.alerts.timetable.Firings.crontab;
import static dev.quartermaster.alerts.timetable.Firings.quartz;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** What the expressions select, in UTC, where no clock is changed. */
class CronTimetableTest {

  private static final ZoneId LONDON = ZoneId.of("Europe/London");

  @Test
  void the_next_time_is_strictly_after() {
    quartz("0 30 3 * * ?", "UTC").after("2024-01-01T03:30:00Z").are("2024-01-02T03:30:00Z");
    quartz("0 30 3 * * ?", "UTC")
        .after("2024-01-01T03:29:59.999999999Z")
        .are("2024-01-01T03:30:00Z");
  }

  @Test
  void seconds_count_in_quartz() {
    quartz("0/25 59 23 31 12 ?", "UTC")
        .after("2024-01-01")
        .are(
            "2024-12-31T23:59:00Z",
            "2024-12-31T23:59:25Z",
            "2024-12-31T23:59:50Z",
            "2025-12-31T23:59:00Z");
  }

  @Test
  void quartz_counts_days_of_the_week_from_sunday_1_and_a_crontab_from_sunday_0_or_7() {
    quartz("0 0 0 ? * 1", "UTC").after("2024-01-01").are("2024-01-07", "2024-01-14");
    quartz("0 0 0 ? * MON-wed", "UTC")
        .after("2024-01-01")
        .are("2024-01-02", "2024-01-03", "2024-01-08");
    crontab("0 0 * * 0", "UTC").after("2024-01-01").are("2024-01-07", "2024-01-14");
    crontab("0 0 * * 7", "UTC").after("2024-01-01").are("2024-01-07", "2024-01-14");
    crontab("0 0 * * 5-7", "UTC")
        .after("2024-01-01")
        .are("2024-01-05", "2024-01-06", "2024-01-07", "2024-01-12");
    crontab("0 0 * * sun-tue", "UTC")
        .after("2024-01-01")
        .are("2024-01-02", "2024-01-07", "2024-01-08");
    crontab("0 0 * * sun-sun", "UTC").after("2024-01-01").are("2024-01-07", "2024-01-14");
    crontab("0 0 * * sat-sun", "UTC")
        .after("2024-01-01")
        .are("2024-01-06", "2024-01-07", "2024-01-13");
  }

  @Test
  void a_quartz_range_may_go_over_the_end() {
    quartz("0 0 22-1 * * ?", "UTC")
        .after("2024-01-01T12:00:00Z")
        .are(
            "2024-01-01T22:00:00Z",
            "2024-01-01T23:00:00Z",
            "2024-01-02",
            "2024-01-02T01:00:00Z",
            "2024-01-02T22:00:00Z");
    quartz("0 0 0 ? NOV-FEB 2L", "UTC").after("2024-01-30").are("2024-02-26", "2024-11-25");
    quartz("0 0 0 30-2 * ?", "UTC")
        .after("2024-02-01")
        .are("2024-02-02", "2024-03-01", "2024-03-02", "2024-03-30");
    quartz("0 0 0 ? * FRI-MON", "UTC")
        .after("2024-01-01")
        .are("2024-01-05", "2024-01-06", "2024-01-07", "2024-01-08", "2024-01-12");
    quartz("0 50-10/7 0 1 * ?", "UTC")
        .after("2024-01-01T00:45:00Z")
        .are(
            "2024-01-01T00:50:00Z",
            "2024-01-01T00:57:00Z",
            "2024-02-01T00:04:00Z",
            "2024-02-01T00:50:00Z");
  }

  @Test
  void the_last_day_counts_from_the_end_of_each_month() {
    quartz("0 0 0 L * ?", "UTC").after("2024-01-01").are("2024-01-31", "2024-02-29", "2024-03-31");
    quartz("0 0 0 L-3 * ?", "UTC")
        .after("2024-01-01")
        .are("2024-01-28", "2024-02-26", "2024-03-28");
    quartz("0 0 0 1,L * ?", "UTC")
        .after("2024-01-01")
        .are("2024-01-31", "2024-02-01", "2024-02-29", "2024-03-01");
    quartz("0 0 0 L-29 * ?", "UTC")
        .after("2023-01-01")
        .are("2023-01-02", "2023-03-02", "2023-04-01");
  }

  @Test
  void a_workday_is_the_nearest_in_the_same_month() {
    quartz("0 0 0 15W * ?", "UTC")
        .after("2024-05-01")
        .are("2024-05-15", "2024-06-14", "2024-07-15");
    quartz("0 0 0 1W * ?", "UTC").after("2024-05-31").are("2024-06-03", "2024-07-01");
    quartz("0 0 0 31W * ?", "UTC").after("2024-02-01").are("2024-03-29", "2024-05-31");
    quartz("0 0 0 LW,15 * ?", "UTC")
        .after("2024-03-01")
        .are("2024-03-15", "2024-03-29", "2024-04-15");
  }

  @Test
  void the_nth_and_the_last_weekday_of_a_month() {
    quartz("0 0 0 ? * 6#3", "UTC")
        .after("2024-01-01")
        .are("2024-01-19", "2024-02-16", "2024-03-15");
    quartz("0 0 0 ? * FRI#5", "UTC").after("2024-01-01").are("2024-03-29", "2024-05-31");
    quartz("0 0 0 ? * 6L", "UTC").after("2024-01-01").are("2024-01-26", "2024-02-23", "2024-03-29");
    quartz("0 0 0 ? * L", "UTC").after("2024-01-01").are("2024-01-06", "2024-01-13");
  }

  @Test
  void both_day_fields_of_a_crontab_select_the_days_of_either() {
    crontab("0 0 13 * 5", "UTC")
        .after("2024-01-01")
        .are("2024-01-05", "2024-01-12", "2024-01-13", "2024-01-19");
  }

  @Test
  void a_day_field_of_a_crontab_that_begins_with_a_star_narrows_the_other() {
    crontab("0 0 */2 * 1", "UTC").after("2024-01-01").are("2024-01-15", "2024-01-29", "2024-02-05");
    crontab("0 0 13 * */2", "UTC")
        .after("2024-01-01")
        .are("2024-01-13", "2024-02-13", "2024-04-13");
  }

  @Test
  void a_nickname_is_what_it_stands_for() {
    crontab("@hourly", "UTC").after("2024-01-01").are("2024-01-01T01:00:00Z");
    crontab("@daily", "UTC").after("2024-01-01").are("2024-01-02");
    crontab("@midnight", "UTC").after("2024-01-01").are("2024-01-02");
    crontab("@Weekly", "UTC").after("2024-01-01").are("2024-01-07");
    crontab("@monthly", "UTC").after("2024-01-01").are("2024-02-01");
    crontab("@yearly", "UTC").after("2024-01-01").are("2025-01-01");
    crontab("@annually", "UTC").after("2024-01-01").are("2025-01-01");
  }

  @Test
  void a_year_bounds_it() {
    quartz("0 0 0 1 1 ? 2030/30", "UTC")
        .after("2024-01-01")
        .are("2030-01-01", "2060-01-01", "2090-01-01", "never");
    quartz("0 0 0 1 1 ? *", "UTC").after("2099-06-01").are("2100-01-01");
  }

  @Test
  void an_expression_that_never_fires_again_says_so() {
    quartz("0 0 0 1 1 ? 2001", "UTC").after("2024-01-01").are("never");
    quartz("0 0 * 1 1 ? 2001", "Europe/London").after("2024-01-01").are("never");
    quartz("0 0 0 31 2 ?", "UTC").after("2024-01-01").are("never");
    crontab("0 0 31 2,4,6,9,11 *", "America/New_York").after("2024-01-01").are("never");
    crontab("* * 30 2 *", "America/New_York").after("2024-01-01").are("never");
  }

  @Test
  void a_rare_day_is_found_however_far_it_is() {
    quartz("0 0 0 29 2 ?", "UTC").after("2097-01-01").are("2104-02-29");
    quartz("0 0 * ? 2 6#5", "Europe/London").after("2064-03-01").are("2092-02-29");
  }

  @Test
  void the_ends_of_time_are_no_error() {
    CronTimetable minutely = CronTimetable.quartz("0 * * * * ?", LONDON);

    assertThat(minutely.next(Instant.MAX)).isEqualTo(Instant.MAX);
    assertThat(minutely.next(Instant.parse("9999-12-31T23:59:00Z"))).isEqualTo(Instant.MAX);
    assertThat(minutely.next(Instant.MIN)).isEqualTo("1969-12-31T23:00:00Z");
    assertThat(CronTimetable.unix("0 0 * * *", ZoneOffset.UTC).next(Instant.MIN))
        .isEqualTo("1970-01-01T00:00:00Z");
  }

  @Test
  void its_text_is_what_was_written() {
    CronTimetable timetable = CronTimetable.unix("  15  4 * *\tmon-FRI ", LONDON);

    assertThat(timetable.text()).isEqualTo("15 4 * * mon-FRI");
    assertThat(timetable.zone()).isEqualTo(LONDON);
    assertThat(timetable).hasToString("15 4 * * mon-FRI Europe/London");
    assertThat(CronTimetable.unix("@daily", LONDON).text()).isEqualTo("@daily");
  }

  @Test
  void the_same_expression_in_the_same_zone_is_equal() {
    CronTimetable timetable = CronTimetable.unix("15 4 * * 1-5", LONDON);

    assertThat(timetable).isEqualTo(CronTimetable.unix("15  04 * * Mon-Fri", LONDON));
    assertThat(timetable).hasSameHashCodeAs(CronTimetable.unix("15  04 * * Mon-Fri", LONDON));
    assertThat(CronTimetable.unix("@daily", LONDON))
        .isEqualTo(CronTimetable.unix("0 0 * * *", LONDON));
    assertThat(timetable).isNotEqualTo(CronTimetable.unix("15 4 * * 1-5", ZoneOffset.UTC));
    assertThat(timetable).isNotEqualTo(CronTimetable.unix("15 4 * * 1-4", LONDON));
    assertThat(timetable).isNotEqualTo(CronTimetable.quartz("0 15 4 ? * 2-6", LONDON));
  }
}
