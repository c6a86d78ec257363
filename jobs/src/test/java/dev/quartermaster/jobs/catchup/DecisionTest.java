package dev.quartermaster.jobs.catchup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.jobs.schedule.Schedule.Backfill;
import dev.quartermaster.jobs.schedule.Schedule.CatchUp;
import dev.quartermaster.jobs.schedule.Schedule.Overlap;
import dev.quartermaster.jobs.schedule.Schedule.When;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionTest {

  private static final Instant NOON = Instant.parse("2025-06-10T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void a_time_that_follows_the_last_one_runs_and_nothing_is_said() {
    for (CatchUp policy : CatchUp.values()) {
      Decision decision = Decision.of(hourly(policy), NOON, hour(1), hour(1));

      assertThat(decision).isEqualTo(new Decision(true, Missed.NONE, List.of(), ""));
    }
  }

  @Test
  void a_time_that_was_decided_before_runs_no_more() {
    assertThat(Decision.of(hourly(CatchUp.COALESCE), NOON, NOON, hour(1)))
        .isEqualTo(Decision.NOTHING);
  }

  @Test
  void one_run_stands_for_all_that_were_missed_and_knows_which() {
    Decision decision = Decision.of(hourly(CatchUp.COALESCE), NOON, hour(26), hour(26));

    assertThat(decision.runs()).isTrue();
    assertThat(decision.missed().count()).isEqualTo(25);
    assertThat(decision.missed().first()).contains(hour(1));
    assertThat(decision.missed().last()).contains(hour(25));
    assertThat(decision.says())
        .isEqualTo(
            "25 planned times were missed, 2025-06-10T13:00:00Z to 2025-06-11T13:00:00Z: the next run stands for them");
  }

  @Test
  void what_is_skipped_is_let_go_and_so_is_a_time_that_comes_too_late_itself() {
    Decision onTime = Decision.of(hourly(CatchUp.SKIP), NOON, hour(3), hour(3).plusSeconds(45));
    Decision late = Decision.of(hourly(CatchUp.SKIP), NOON, hour(3), hour(3).plusSeconds(46));

    assertThat(onTime.runs()).isTrue();
    assertThat(onTime.missed().count()).isEqualTo(2);
    assertThat(late.runs()).isFalse();
    assertThat(late.missed().count()).isEqualTo(3);
    assertThat(late.missed().last()).contains(hour(3));
  }

  @Test
  void each_missed_time_runs_within_the_window_and_the_newest_when_they_are_too_many() {
    When oldestFirst = backfill(new Backfill(Duration.ofHours(5), 3, false, HOUR));
    When newestFirst = backfill(new Backfill(Duration.ofHours(5), 3, true, HOUR));

    assertThat(Decision.of(oldestFirst, NOON, hour(26), hour(26)).backfill())
        .containsExactly(hour(23), hour(24), hour(25));
    assertThat(Decision.of(newestFirst, NOON, hour(26), hour(26)).backfill())
        .containsExactly(hour(25), hour(24), hour(23));
    assertThat(Decision.of(newestFirst, NOON, hour(26), hour(26)).says())
        .endsWith(
            "3 run one by one, newest first, PT1H apart; 22 are let go (catch-up-window PT5H, catch-up-limit 3)");
  }

  @Test
  void the_window_counts_from_now_and_its_edge_belongs_to_it() {
    When when = backfill(new Backfill(Duration.ofHours(2), 100, false, HOUR));

    assertThat(Decision.of(when, NOON, hour(5), hour(5)).backfill())
        .containsExactly(hour(3), hour(4));
    assertThat(Decision.of(when, NOON, hour(5), hour(5).plusSeconds(1)).backfill())
        .containsExactly(hour(4));
  }

  private static Instant hour(int n) {
    return NOON.plus(HOUR.multipliedBy(n));
  }

  private static When hourly(CatchUp policy) {
    return new When(Interval.of(HOUR), policy, Backfill.DEFAULT, Overlap.FORBID, Duration.ZERO, 0);
  }

  private static When backfill(Backfill how) {
    return new When(Interval.of(HOUR), CatchUp.BACKFILL, how, Overlap.FORBID, Duration.ZERO, 0);
  }
}
