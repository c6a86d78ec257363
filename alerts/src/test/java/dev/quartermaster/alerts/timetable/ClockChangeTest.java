package dev.quartermaster.alerts.timetable;

import static dev.quartermaster.alerts.timetable.Firings.crontab;
import static dev.quartermaster.alerts.timetable.Firings.quartz;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What becomes of local times when the zone's clock is changed. All expected times are in UTC. */
class ClockChangeTest {

  @Nested
  @DisplayName("Europe/London: 2024-03-31 01:00 to 02:00, 2024-10-27 02:00 to 01:00")
  class London {

    @Test
    void a_skipped_time_fires_at_the_first_instant_after_the_gap() {
      quartz("0 30 1 * * ?", "Europe/London")
          .after("2024-03-30")
          .are("2024-03-30T01:30:00Z", "2024-03-31T01:00:00Z", "2024-04-01T00:30:00Z");
    }

    @Test
    void all_times_of_one_gap_fire_together_once() {
      quartz("0 */20 1 * * ?", "Europe/London")
          .after("2024-03-30T01:30:00Z")
          .are("2024-03-30T01:40:00Z", "2024-03-31T01:00:00Z", "2024-04-01T00:00:00Z");
    }

    @Test
    void a_gap_fires_once_also_when_a_planned_time_follows_it_at_once() {
      crontab("0,30 1,2 * * *", "Europe/London")
          .after("2024-03-31")
          .are("2024-03-31T01:00:00Z", "2024-03-31T01:30:00Z", "2024-04-01T00:00:00Z");
    }

    @Test
    void a_doubled_time_fires_the_first_time() {
      quartz("0 30 1 * * ?", "Europe/London")
          .after("2024-10-26T12:00:00Z")
          .are("2024-10-27T00:30:00Z", "2024-10-28T01:30:00Z");
    }

    @Test
    void a_doubled_time_asked_for_in_its_second_hour_is_over() {
      quartz("0 */10 1 * * ?", "Europe/London")
          .after("2024-10-27T01:05:00Z")
          .are("2024-10-28T01:00:00Z");
      quartz("0 0 1-2 * * ?", "Europe/London")
          .after("2024-10-27T01:00:00Z")
          .are("2024-10-27T02:00:00Z");
    }

    @Test
    void every_half_hour_follows_elapsed_time() {
      crontab("*/30 * * * *", "Europe/London")
          .after("2024-10-27")
          .are(
              "2024-10-27T00:30:00Z",
              "2024-10-27T01:00:00Z",
              "2024-10-27T01:30:00Z",
              "2024-10-27T02:00:00Z");
      crontab("*/30 * * * *", "Europe/London")
          .after("2024-03-31T00:10:00Z")
          .are("2024-03-31T00:30:00Z", "2024-03-31T01:00:00Z", "2024-03-31T01:30:00Z");
    }
  }

  @Nested
  @DisplayName("America/New_York: 2024-03-10 02:00 to 03:00, 2024-11-03 02:00 to 01:00")
  class NewYork {

    @Test
    void a_skipped_time_and_the_time_after_the_gap_fire_once() {
      crontab("0 2,3 * * *", "America/New_York")
          .after("2024-03-10")
          .are("2024-03-10T07:00:00Z", "2024-03-11T06:00:00Z", "2024-03-11T07:00:00Z");
    }

    @Test
    void an_hourly_schedule_fires_in_both_of_the_doubled_hours() {
      crontab("@hourly", "America/New_York")
          .after("2024-11-03T04:30:00Z")
          .are("2024-11-03T05:00:00Z", "2024-11-03T06:00:00Z", "2024-11-03T07:00:00Z");
    }

    @Test
    void an_hourly_schedule_has_no_firing_in_the_missing_hour() {
      crontab("15 * * * *", "America/New_York")
          .after("2024-03-10T06:00:00Z")
          .are("2024-03-10T06:15:00Z", "2024-03-10T07:15:00Z");
    }

    @Test
    void a_step_over_all_hours_loses_the_missing_hour_and_doubles_the_doubled_one() {
      quartz("0 0 */2 * * ?", "America/New_York")
          .after("2024-03-10T05:00:00Z")
          .are("2024-03-10T08:00:00Z", "2024-03-10T10:00:00Z");
      quartz("0 30 1/1,0 * * ?", "America/New_York")
          .after("2024-11-03T05:00:00Z")
          .are("2024-11-03T05:30:00Z", "2024-11-03T06:30:00Z", "2024-11-03T07:30:00Z");
    }

    @Test
    void every_minute_of_a_chosen_hour_is_a_time_of_day() {
      crontab("* 2 * * *", "America/New_York")
          .after("2024-03-10")
          .are("2024-03-10T07:00:00Z", "2024-03-11T06:00:00Z");
      crontab("* 1 * * *", "America/New_York")
          .after("2024-11-03T05:58:30Z")
          .are("2024-11-03T05:59:00Z", "2024-11-04T06:00:00Z");
    }
  }

  @Nested
  @DisplayName(
      "Australia/Lord_Howe: half an hour, 2024-10-06 02:00 to 02:30, 2024-04-07 02:00 to 01:30")
  class LordHowe {

    @Test
    void a_time_in_the_short_gap_fires_after_it() {
      crontab("15 2 * * *", "Australia/Lord_Howe")
          .after("2024-10-05")
          .are("2024-10-05T15:30:00Z", "2024-10-06T15:15:00Z");
    }

    @Test
    void a_doubled_time_fires_the_first_time() {
      crontab("45 1 * * *", "Australia/Lord_Howe")
          .after("2024-04-06")
          .are("2024-04-06T14:45:00Z", "2024-04-07T15:15:00Z");
    }

    @Test
    void an_hourly_schedule_fires_twice_in_the_doubled_half_hour() {
      crontab("45 * * * *", "Australia/Lord_Howe")
          .after("2024-04-06T14:00:00Z")
          .are("2024-04-06T14:45:00Z", "2024-04-06T15:15:00Z", "2024-04-06T16:15:00Z");
    }

    @Test
    void every_ten_minutes_never_waits_longer() {
      crontab("*/10 * * * *", "Australia/Lord_Howe")
          .after("2024-10-05T15:15:00Z")
          .are("2024-10-05T15:20:00Z", "2024-10-05T15:30:00Z", "2024-10-05T15:40:00Z");
    }
  }

  @Nested
  @DisplayName("America/Sao_Paulo: changes at midnight until 2019")
  class SaoPaulo {

    @Test
    void a_skipped_midnight_fires_at_one() {
      crontab("@daily", "America/Sao_Paulo")
          .after("2018-11-03T12:00:00Z")
          .are("2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z");
    }

    @Test
    void a_doubled_hour_before_midnight_fires_the_first_time() {
      crontab("30 23 * * *", "America/Sao_Paulo")
          .after("2018-02-17T12:00:00Z")
          .are("2018-02-18T01:30:00Z", "2018-02-19T02:30:00Z");
    }

    @Test
    void a_doubled_hour_also_comes_back_at_the_end_of_the_last_planned_day() {
      quartz("0 30 * 17 2 ? 2018", "America/Sao_Paulo")
          .after("2018-02-18T01:00:00Z")
          .are("2018-02-18T01:30:00Z", "2018-02-18T02:30:00Z", "never");
    }

    @Test
    void since_2019_nothing_is_changed() {
      crontab("@daily", "America/Sao_Paulo")
          .after("2019-11-02T12:00:00Z")
          .are("2019-11-03T03:00:00Z", "2019-11-04T03:00:00Z");
    }
  }

  @Nested
  @DisplayName("Asia/Kathmandu: 5:45 ahead; a quarter of an hour skipped at the start of 1986")
  class Kathmandu {

    @Test
    void days_are_all_alike() {
      crontab("0 0 * * *", "Asia/Kathmandu")
          .after("2024-03-30")
          .are("2024-03-30T18:15:00Z", "2024-03-31T18:15:00Z");
    }

    @Test
    void the_skipped_quarter_fires_after_it() {
      crontab("5 0 * * *", "Asia/Kathmandu")
          .after("1985-12-31")
          .are("1985-12-31T18:30:00Z", "1986-01-01T18:20:00Z");
    }
  }

  @Nested
  @DisplayName("Pacific/Apia: 2011-12-30 did not take place")
  class Apia {

    @Test
    void a_skipped_day_fires_at_the_start_of_the_next() {
      crontab("0 10 * * *", "Pacific/Apia")
          .after("2011-12-29")
          .are("2011-12-29T20:00:00Z", "2011-12-30T10:00:00Z", "2011-12-30T20:00:00Z");
      quartz("0 0 10 30 12 ? 2011", "Pacific/Apia").are("2011-12-30T10:00:00Z", "never");
    }

    @Test
    void an_hourly_schedule_does_not_notice() {
      crontab("@hourly", "Pacific/Apia")
          .after("2011-12-30T09:00:00Z")
          .are("2011-12-30T10:00:00Z", "2011-12-30T11:00:00Z");
    }
  }

  @Nested
  @DisplayName(
      "Africa/Casablanca: an hour back for Ramadan, 2024-03-10 03:00 to 02:00, 2024-04-14 02:00 to 03:00")
  class Casablanca {

    @Test
    void times_of_day_keep_to_one_firing_a_day() {
      crontab("30 2 * * *", "Africa/Casablanca")
          .after("2024-03-09T12:00:00Z")
          .are("2024-03-10T01:30:00Z", "2024-03-11T02:30:00Z");
      crontab("30 2 * * *", "Africa/Casablanca")
          .after("2024-04-13T12:00:00Z")
          .are("2024-04-14T02:00:00Z", "2024-04-15T01:30:00Z");
    }
  }
}
