package dev.quartermaster.quota.period;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.quota.testing.History;
import dev.quartermaster.quota.testing.RandomRules;
import dev.quartermaster.quota.testing.Seed;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** {@code -Dtest.args=-Dtimeline.seed=N} repeats a run. */
class TimelinePropertyTest {

  private static final int HISTORIES = 4_000;
  private static final List<ZoneId> ZONES =
      ZoneId.getAvailableZoneIds().stream().sorted().map(ZoneId::of).toList();

  private final long seed = Seed.of("timeline.seed");
  private final SplittableRandom random = new SplittableRandom(seed);
  private final RandomRules rules = new RandomRules(random, ZONES);

  @Test
  void an_instant_lies_in_exactly_one_period_and_periods_touch_and_do_not_overlap() {
    for (int i = 0; i < HISTORIES; i++) {
      History history = History.random(random, rules, 6);
      Instant at = rules.instant();
      Span span = history.timeline().at(at);

      assertThat(span.holds(at)).as("%s at %s", story(history), at).isTrue();
      assertThat(history.timeline().at(span.start()))
          .as("%s at its start", story(history))
          .isEqualTo(span);
      assertThat(history.timeline().at(span.end().minusNanos(1000)))
          .as("%s before its end", story(history))
          .isEqualTo(span);
      assertThat(history.timeline().at(span.end()).start())
          .as("%s next", story(history))
          .isEqualTo(span.end());
      assertThat(history.timeline().at(span.start().minusNanos(1000)).end())
          .as("%s last", story(history))
          .isEqualTo(span.start());
    }
  }

  @Test
  void a_period_is_never_longer_than_its_length_in_the_calendar() {
    for (int i = 0; i < HISTORIES * 4; i++) {
      PeriodRule rule = rules.rule();
      Span span = rule.at(rules.instant());

      assertThat(lasts(span))
          .as("seed %d: %s in %s", seed, rule, span)
          .isLessThanOrEqualTo(longest(rule, span));
    }
  }

  @Test
  void periods_missed_by_the_hundred_do_not_shift_the_phase() {
    for (int i = 0; i < HISTORIES; i++) {
      PeriodRule rule = rules.rule();
      Instant at = rules.instant();
      long n = rule.index(at);
      long missed = random.nextLong(1, 800);

      assertThat(rule.at(rule.boundary(n + missed)).start())
          .as("seed %d: %s, %d after %s", seed, rule, missed, at)
          .isEqualTo(rule.boundary(n + missed));
    }
  }

  @Test
  void a_reset_leaves_the_end_of_its_period_and_every_other_period() {
    for (int i = 0; i < HISTORIES; i++) {
      History history = History.random(random, rules, 4);
      Instant now = rules.instant();
      Instant other = rules.instant();
      Span before = history.timeline().at(now);

      Timeline after = history.timeline().reset(now);

      assertThat(after.at(now)).as(story(history)).isEqualTo(new Span(now, before.end()));
      if (!before.holds(other)) {
        assertThat(after.at(other)).as(story(history)).isEqualTo(history.timeline().at(other));
      }
    }
  }

  @Test
  void a_move_makes_neither_the_running_period_nor_a_later_one_longer_and_leaves_the_past() {
    for (int i = 0; i < HISTORIES; i++) {
      History history = History.random(random, rules, 4);
      Instant now = rules.instant();
      Span running = history.timeline().at(now);
      PeriodRule rule = rules.rule();

      Timeline moved = history.timeline().move(rule, now);

      assertThat(moved.at(now).start()).as(story(history)).isEqualTo(running.start());
      assertThat(moved.at(now).end()).as(story(history)).isBeforeOrEqualTo(running.end());
      assertThat(moved.at(running.start().minusNanos(1000)))
          .as(story(history))
          .isEqualTo(history.timeline().at(running.start().minusNanos(1000)));
      Span later = moved.at(moved.at(now).end());
      for (int step = 0; step < 3; step++) {
        assertThat(lasts(later))
            .as("%s moved at %s to %s: %s", story(history), now, rule, later)
            .isLessThanOrEqualTo(longest(rule, later));
        later = moved.at(later.end());
      }
    }
  }

  private static Duration lasts(Span span) {
    return Duration.between(span.start(), span.end());
  }

  /** The calendar's longest, and what the zone's clocks were put back meanwhile. */
  private static Duration longest(PeriodRule rule, Span span) {
    long days = rule.length().months() == 0 ? rule.length().days() : daysOfMonths(rule, span);
    return Duration.ofDays(days).plus(putBack(rule.zone(), span));
  }

  private static long daysOfMonths(PeriodRule rule, Span span) {
    return Duration.between(
            rule.anchor().plusMonths(rule.length().months() * rule.index(span.start())),
            rule.anchor().plusMonths(rule.length().months() * (rule.index(span.start()) + 1)))
        .toDays();
  }

  private static Duration putBack(ZoneId zone, Span span) {
    Duration back = Duration.ZERO;
    ZoneOffsetTransition change = zone.getRules().nextTransition(span.start().minusNanos(1));
    while (change != null && !change.getInstant().isAfter(span.end())) {
      back = change.isOverlap() ? back.minus(change.getDuration()) : back;
      change = zone.getRules().nextTransition(change.getInstant());
    }
    return back;
  }

  private String story(History history) {
    return "seed " + seed + ": " + history.held() + " resets " + history.resets();
  }
}
