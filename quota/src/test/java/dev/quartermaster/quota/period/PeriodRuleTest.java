package dev.quartermaster.quota.period;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeriodRuleTest {

  @Test
  void a_day_in_utc_runs_from_the_time_of_the_anchor_to_the_same_time_next_day() {
    PeriodRule rule = rule("2024-01-01T06:00", ZoneOffset.UTC, "P1D");

    assertThat(rule.at(at("2024-05-03T05:59:59.999999Z")))
        .isEqualTo(span("2024-05-02T06:00:00Z", "2024-05-03T06:00:00Z"));
    assertThat(rule.at(at("2024-05-03T06:00:00Z")))
        .isEqualTo(span("2024-05-03T06:00:00Z", "2024-05-04T06:00:00Z"));
  }

  @Test
  void a_week_keeps_the_weekday_of_its_anchor_on_both_sides_of_it() {
    PeriodRule rule = rule("2024-05-06T00:00", ZoneOffset.UTC, "P7D");

    assertThat(rule.at(at("2024-05-12T23:59:59Z")))
        .isEqualTo(span("2024-05-06T00:00:00Z", "2024-05-13T00:00:00Z"));
    assertThat(rule.at(at("2024-05-05T00:00:00Z")))
        .isEqualTo(span("2024-04-29T00:00:00Z", "2024-05-06T00:00:00Z"));
  }

  @Test
  void a_month_from_the_31st_ends_on_the_last_day_of_short_months_and_comes_back_to_the_31st() {
    PeriodRule rule = rule("2024-01-31T12:00", ZoneOffset.UTC, "P1M");

    assertThat(LongStream.range(0, 5).mapToObj(rule::boundary))
        .containsExactly(
            at("2024-01-31T12:00:00Z"),
            at("2024-02-29T12:00:00Z"),
            at("2024-03-31T12:00:00Z"),
            at("2024-04-30T12:00:00Z"),
            at("2024-05-31T12:00:00Z"));
    assertThat(rule.at(at("2023-03-01T00:00:00Z")))
        .isEqualTo(span("2023-02-28T12:00:00Z", "2023-03-31T12:00:00Z"));
  }

  @Test
  void a_year_from_a_leap_day_comes_back_to_it() {
    PeriodRule rule = rule("2024-02-29T00:00", ZoneOffset.UTC, "P1Y");

    assertThat(rule.at(at("2025-03-01T00:00:00Z")))
        .isEqualTo(span("2025-02-28T00:00:00Z", "2026-02-28T00:00:00Z"));
    assertThat(rule.boundary(4)).isEqualTo(at("2028-02-29T00:00:00Z"));
  }

  /** The boundary before the changed day, on it, and after it. */
  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin,       2024-03-30T02:30, 2024-03-30T01:30:00Z, 2024-03-31T01:30:00Z, 2024-04-01T00:30:00Z",
    "Europe/Berlin,       2024-10-26T02:30, 2024-10-26T00:30:00Z, 2024-10-27T01:30:00Z, 2024-10-28T01:30:00Z",
    "America/New_York,    2024-03-09T02:30, 2024-03-09T07:30:00Z, 2024-03-10T07:30:00Z, 2024-03-11T06:30:00Z",
    "America/New_York,    2024-11-02T01:30, 2024-11-02T05:30:00Z, 2024-11-03T06:30:00Z, 2024-11-04T06:30:00Z",
    "Australia/Lord_Howe, 2024-10-05T02:15, 2024-10-04T15:45:00Z, 2024-10-05T15:45:00Z, 2024-10-06T15:15:00Z",
    "Australia/Lord_Howe, 2024-04-06T01:45, 2024-04-05T14:45:00Z, 2024-04-06T15:15:00Z, 2024-04-07T15:15:00Z",
    "America/Sao_Paulo,   2018-11-03T00:00, 2018-11-03T03:00:00Z, 2018-11-04T03:00:00Z, 2018-11-05T02:00:00Z",
  })
  void a_time_that_a_spring_day_skips_moves_on_and_one_that_an_autumn_day_has_twice_is_the_later(
      String zone, String anchor, String before, String on, String after) {
    PeriodRule rule = rule(anchor, ZoneId.of(zone), "P1D");

    assertThat(rule.at(at(on))).isEqualTo(span(on, after));
    assertThat(rule.at(at(on).minusNanos(1000))).isEqualTo(span(before, on));
  }

  @Test
  void a_day_that_a_zone_skipped_has_no_period_of_its_own() {
    // Samoa went from 29 to 31 December 2011.
    PeriodRule rule = rule("2011-12-01T10:00", ZoneId.of("Pacific/Apia"), "P1D");

    Span last = rule.at(at("2011-12-30T12:00:00Z"));
    Span next = rule.at(last.end());

    assertThat(last).isEqualTo(span("2011-12-29T20:00:00Z", "2011-12-30T20:00:00Z"));
    assertThat(next).isEqualTo(span("2011-12-30T20:00:00Z", "2011-12-31T20:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTC", "Europe/Berlin", "Asia/Kathmandu"})
  void hundreds_of_periods_that_nobody_looked_at_do_not_shift_the_phase(String zone) {
    PeriodRule rule = rule("2024-01-01T13:37:11", ZoneId.of(zone), "P1D");

    Instant much = at("2026-07-20T00:00:00Z");

    assertThat(LocalTime.ofInstant(rule.at(much).start(), ZoneId.of(zone)))
        .isEqualTo(LocalTime.of(13, 37, 11));
    assertThat(Duration.between(rule.at(much).start(), rule.at(much).end()))
        .isEqualTo(Duration.ofDays(1));
  }

  @ParameterizedTest
  @CsvSource({
    "P1D,P1D",
    "P7D,P7D",
    "P1W,P7D",
    "P1M,P1M",
    "P1Y,P12M",
    "P10Y,P120M",
    "P3660D,P3660D"
  })
  void a_length_is_read_and_shown(String text, String shown) {
    assertThat(PeriodLength.parse(text)).hasToString(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1D",
        "P0D",
        "-P1D",
        "P-1M",
        "P1M1D",
        "P3661D",
        "P121M",
        "PT1H",
        "P99999999999D"
      })
  void a_length_that_is_none_is_refused(String text) {
    assertThatThrownBy(() -> PeriodLength.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  private static PeriodRule rule(String anchor, ZoneId zone, String length) {
    return new PeriodRule(LocalDateTime.parse(anchor), zone, PeriodLength.parse(length));
  }

  private static Span span(String start, String end) {
    return new Span(at(start), at(end));
  }

  private static Instant at(String text) {
    return Instant.parse(text);
  }
}
