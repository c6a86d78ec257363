package dev.quartermaster.quota.period;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class TimelineTest {

  private static final PeriodRule MIDNIGHT = daily("2024-01-01T00:00");
  private static final PeriodRule NOON = daily("2024-01-01T12:00");
  private static final Instant MORNING = Instant.parse("2024-05-03T09:00:00Z");
  private static final Instant EVENING = Instant.parse("2024-05-03T18:00:00Z");

  @Test
  void an_account_reset_by_hand_keeps_its_next_boundary() {
    Timeline timeline = Timeline.of(MIDNIGHT).reset(MORNING);

    assertThat(timeline.at(MORNING.minusNanos(1000)))
        .isEqualTo(span("2024-05-03T00:00:00Z", "2024-05-03T09:00:00Z"));
    assertThat(timeline.at(MORNING))
        .isEqualTo(span("2024-05-03T09:00:00Z", "2024-05-04T00:00:00Z"));
    assertThat(timeline.at(Instant.parse("2024-05-04T00:00:00Z")))
        .isEqualTo(span("2024-05-04T00:00:00Z", "2024-05-05T00:00:00Z"));
  }

  @Test
  void a_reset_at_the_boundary_itself_changes_nothing() {
    Instant boundary = Instant.parse("2024-05-03T00:00:00Z");

    Timeline timeline = Timeline.of(MIDNIGHT).reset(boundary);

    assertThat(timeline.at(boundary)).isEqualTo(MIDNIGHT.at(boundary));
    assertThat(timeline.at(boundary.minusNanos(1000)))
        .isEqualTo(MIDNIGHT.at(boundary.minusNanos(1000)));
  }

  @Test
  void two_resets_in_a_day_make_three_periods() {
    Timeline timeline = Timeline.of(MIDNIGHT).reset(MORNING).reset(EVENING);

    assertThat(timeline.at(Instant.parse("2024-05-03T12:00:00Z")))
        .isEqualTo(new Span(MORNING, EVENING));
    assertThat(timeline.at(EVENING))
        .isEqualTo(span("2024-05-03T18:00:00Z", "2024-05-04T00:00:00Z"));
  }

  @Test
  void an_anchor_moved_to_an_earlier_hour_shortens_the_running_period() {
    Timeline timeline = Timeline.of(MIDNIGHT).move(NOON, MORNING);

    assertThat(timeline.at(MORNING))
        .isEqualTo(span("2024-05-03T00:00:00Z", "2024-05-03T12:00:00Z"));
    assertThat(timeline.at(Instant.parse("2024-05-03T12:00:00Z")))
        .isEqualTo(span("2024-05-03T12:00:00Z", "2024-05-04T12:00:00Z"));
  }

  @Test
  void an_anchor_moved_to_a_later_hour_adds_a_short_period_rather_than_a_long_one() {
    Timeline timeline = Timeline.of(MIDNIGHT).move(NOON, EVENING);

    assertThat(timeline.at(EVENING)).isEqualTo(MIDNIGHT.at(EVENING));
    assertThat(timeline.at(Instant.parse("2024-05-04T00:00:00Z")))
        .isEqualTo(span("2024-05-04T00:00:00Z", "2024-05-04T12:00:00Z"));
  }

  @Test
  void a_move_from_days_to_months_gives_the_first_month_by_its_own_anchor() {
    PeriodRule monthly =
        new PeriodRule(LocalDateTime.parse("2024-01-15T00:00"), ZoneOffset.UTC, PeriodLength.MONTH);

    Timeline timeline = Timeline.of(MIDNIGHT).move(monthly, MORNING);

    assertThat(timeline.at(Instant.parse("2024-05-04T00:00:00Z")))
        .isEqualTo(span("2024-05-04T00:00:00Z", "2024-05-15T00:00:00Z"));
    assertThat(timeline.at(Instant.parse("2024-05-15T00:00:00Z")))
        .isEqualTo(span("2024-05-15T00:00:00Z", "2024-06-15T00:00:00Z"));
  }

  @Test
  void a_rule_that_has_not_begun_yet_is_forgotten_by_the_next_move() {
    Timeline back = Timeline.of(MIDNIGHT).move(NOON, EVENING).move(MIDNIGHT, EVENING);

    Instant later = Instant.parse("2024-05-07T15:00:00Z");
    assertThat(back.at(EVENING)).isEqualTo(MIDNIGHT.at(EVENING));
    assertThat(back.at(later)).isEqualTo(MIDNIGHT.at(later));
  }

  @Test
  void the_past_keeps_the_rule_that_it_had() {
    Instant old = Instant.parse("2023-05-03T09:00:00Z");

    assertThat(Timeline.of(MIDNIGHT).move(NOON, MORNING).at(old)).isEqualTo(MIDNIGHT.at(old));
  }

  private static PeriodRule daily(String anchor) {
    return new PeriodRule(LocalDateTime.parse(anchor), ZoneOffset.UTC, PeriodLength.DAY);
  }

  private static Span span(String start, String end) {
    return new Span(Instant.parse(start), Instant.parse(end));
  }
}
