package dev.quartermaster.alerts.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.monitor.Ping.Kind;
import dev.quartermaster.alerts.monitor.Verdict.Fate;
import dev.quartermaster.alerts.monitor.Verdict.Occurrence;
import dev.quartermaster.alerts.timetable.CronTimetable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A daily job at 02:00 UTC with ten minutes of grace and an hour to finish, unless it is said. */
class JudgeTest {

  private static final String DECLARED = "2026-11-20T12:00:00Z";
  private static final UUID ONE = UUID.fromString("11111111-1111-4111-8111-111111111111");
  private static final UUID TWO = UUID.fromString("22222222-2222-4222-8222-222222222222");

  private static Life backup(String... maintenance) {
    return Life.of(Life.daily("0 2 * * *", "UTC", maintenance), DECLARED);
  }

  @Test
  void a_new_monitor_waits_for_its_first_time_and_then_is_late_and_then_down() {
    Life backup = backup();

    assertThat(backup.stateAt("2026-11-21T02:00:00Z")).isEqualTo(State.NEW);
    assertThat(backup.stateAt("2026-11-21T02:00:01Z")).isEqualTo(State.LATE);
    assertThat(backup.stateAt("2026-11-21T02:10:00Z")).isEqualTo(State.LATE);
    assertThat(backup.stateAt("2026-11-21T02:10:01Z")).isEqualTo(State.DOWN);
    assertThat(backup.at("2026-11-21T02:10:01Z").missing())
        .contains(new Standing.Missing(Instant.parse("2026-11-21T02:00:00Z"), 1));
  }

  @Test
  void it_stays_down_until_something_comes_and_counts_what_did_not() {
    Life backup = backup().success("2026-11-21T02:03:00Z");

    assertThat(backup.stateAt("2026-11-22T02:05:00Z")).isEqualTo(State.LATE);
    backup.lookAt("2026-11-22T02:11:00Z").lookAt("2026-11-24T02:11:00Z");
    assertThat(backup.stateAt("2026-11-24T12:00:00Z")).isEqualTo(State.DOWN);
    assertThat(backup.at("2026-11-24T12:00:00Z").missing())
        .contains(new Standing.Missing(Instant.parse("2026-11-22T02:00:00Z"), 3));

    backup.success("2026-11-24T12:30:00Z");
    assertThat(backup.stateAt("2026-11-24T12:30:00Z")).isEqualTo(State.UP);
    assertThat(backup.standing().expected()).isEqualTo("2026-11-25T02:00:00Z");
  }

  @Test
  void a_clock_that_is_seconds_ahead_elsewhere_does_not_make_it_late() {
    Life backup = backup().success("2026-11-21T01:59:45Z");

    assertThat(backup.stateAt("2026-11-21T02:30:00Z")).isEqualTo(State.UP);
    assertThat(backup.standing().expected()).isEqualTo("2026-11-22T02:00:00Z");
  }

  @Test
  void a_run_by_hand_in_the_afternoon_is_not_the_nights() {
    Life backup = backup().success("2026-11-21T02:03:00Z").success("2026-11-21T15:00:00Z");

    assertThat(backup.stateAt("2026-11-22T02:11:00Z")).isEqualTo(State.DOWN);
  }

  @Test
  void an_interval_counts_from_the_last_ping() {
    Life beat = Life.of(Life.every("PT5M"), DECLARED).success("2026-11-20T12:03:20Z");

    assertThat(beat.standing().expected()).isEqualTo("2026-11-20T12:08:20Z");
    assertThat(beat.stateAt("2026-11-20T12:18:20Z")).isEqualTo(State.LATE);
    assertThat(beat.stateAt("2026-11-20T12:18:21Z")).isEqualTo(State.DOWN);
  }

  @Test
  void a_start_is_a_check_in_and_its_end_is_waited_for() {
    Life backup = backup().start("2026-11-21T02:00:05Z");

    assertThat(backup.stateAt("2026-11-21T02:30:00Z")).isEqualTo(State.RUNNING);
    assertThat(backup.stateAt("2026-11-21T03:00:05Z")).isEqualTo(State.RUNNING);
    assertThat(backup.stateAt("2026-11-21T03:00:06Z")).isEqualTo(State.RUNNING_LONG);

    backup.success("2026-11-21T03:30:05Z");
    assertThat(backup.stateAt("2026-11-21T03:30:06Z")).isEqualTo(State.UP);
    assertThat(backup.standing().last().end().orElseThrow().took())
        .contains(Duration.ofMinutes(90));
  }

  @Test
  void runs_that_overlap_are_told_apart_by_their_rid() {
    Life backup =
        backup()
            .start("2026-11-21T02:00:00Z", ONE)
            .start("2026-11-21T02:30:00Z", TWO)
            .end(Kind.SUCCESS, "2026-11-21T02:40:00Z", TWO);

    assertThat(backup.standing().last().end().orElseThrow().took())
        .contains(Duration.ofMinutes(10));
    assertThat(backup.stateAt("2026-11-21T03:00:00Z")).isEqualTo(State.RUNNING);
    assertThat(backup.at("2026-11-21T03:00:01Z").overdue())
        .containsExactly(
            new Standing.OpenRun(ONE.toString(), Instant.parse("2026-11-21T02:00:00Z")));

    backup.end(Kind.FAIL, "2026-11-21T03:10:00Z", ONE);
    assertThat(backup.stateAt("2026-11-21T03:10:00Z")).isEqualTo(State.FAILED);
  }

  @Test
  void a_run_whose_host_died_is_given_up_once_a_later_one_has_ended_well() {
    Life backup = backup().start("2026-11-21T02:00:00Z", ONE).start("2026-11-22T02:00:00Z", TWO);
    assertThat(backup.stateAt("2026-11-22T02:01:00Z")).isEqualTo(State.RUNNING_LONG);

    backup.end(Kind.SUCCESS, "2026-11-22T02:20:00Z", TWO);

    assertThat(backup.stateAt("2026-11-22T02:20:00Z")).isEqualTo(State.UP);
  }

  @Test
  void an_end_without_a_rid_ends_the_only_run() {
    Life backup = backup().start("2026-11-21T02:00:00Z", ONE).success("2026-11-21T02:20:00Z");

    assertThat(backup.standing().runs()).isEmpty();
    assertThat(backup.standing().last().end().orElseThrow().took())
        .contains(Duration.ofMinutes(20));
  }

  @Test
  void a_bad_end_stays_bad_while_the_next_run_goes_on() {
    Life backup = backup().fail("2026-11-21T02:05:00Z").start("2026-11-21T02:10:00Z");

    assertThat(backup.stateAt("2026-11-21T02:15:00Z")).isEqualTo(State.FAILED);
    assertThat(backup.success("2026-11-21T02:20:00Z").stateAt("2026-11-21T02:21:00Z"))
        .isEqualTo(State.UP);
  }

  @Test
  void what_failed_and_then_was_not_seen_is_both() {
    Verdict verdict = backup().fail("2026-11-21T02:05:00Z").at("2026-11-22T02:11:00Z");

    assertThat(verdict.state()).isEqualTo(State.DOWN);
    assertThat(verdict.failed()).isPresent();
  }

  @Test
  void a_log_is_no_sign_of_life() {
    Life backup = backup().log("2026-11-21T02:00:01Z");

    assertThat(backup.stateAt("2026-11-21T02:10:01Z")).isEqualTo(State.DOWN);
  }

  @Test
  void a_time_within_a_long_gap_is_unknown_until_the_next_one() {
    Life backup =
        backup()
            .success("2026-11-20T13:00:00Z")
            .gap("2026-11-21T01:00:00Z", "2026-11-21T05:00:00Z")
            .lookAt("2026-11-21T05:00:01Z");

    assertThat(backup.stateAt("2026-11-21T12:00:00Z")).isEqualTo(State.UNKNOWN);
    assertThat(backup.passed())
        .containsExactly(new Occurrence(Instant.parse("2026-11-21T02:00:00Z"), Fate.UNKNOWN));
    assertThat(backup.stateAt("2026-11-22T02:10:01Z")).isEqualTo(State.DOWN);
    assertThat(backup.at("2026-11-22T02:10:01Z").missing().orElseThrow().count()).isEqualTo(1);
  }

  @Test
  void what_was_missing_before_a_gap_is_missing_after_it() {
    Life backup =
        backup()
            .lookAt("2026-11-21T02:11:00Z")
            .gap("2026-11-22T01:00:00Z", "2026-11-22T05:00:00Z")
            .lookAt("2026-11-22T05:00:01Z");

    assertThat(backup.stateAt("2026-11-22T06:00:00Z")).isEqualTo(State.DOWN);
    assertThat(backup.at("2026-11-22T06:00:00Z").missing())
        .contains(new Standing.Missing(Instant.parse("2026-11-21T02:00:00Z"), 1));
  }

  @Test
  void a_restart_of_seconds_gives_clients_time_to_try_again_and_hides_nothing() {
    Life backup = backup().gap("2026-11-21T02:09:40Z", "2026-11-21T02:10:00Z");

    assertThat(backup.stateAt("2026-11-21T02:10:30Z")).isEqualTo(State.LATE);
    assertThat(backup.stateAt("2026-11-21T02:10:31Z")).isEqualTo(State.DOWN);
  }

  @Test
  void an_end_that_was_told_in_a_gap_makes_no_run_overdue() {
    Life backup =
        backup().start("2026-11-21T02:00:00Z").gap("2026-11-21T02:20:00Z", "2026-11-21T02:40:00Z");

    assertThat(backup.stateAt("2026-11-21T04:00:00Z")).isEqualTo(State.RUNNING);
  }

  @Test
  void a_time_in_a_maintenance_window_is_not_expected() {
    Life backup = backup("2026-11-21T01:00/2026-11-21T04:00").success("2026-11-20T13:00:00Z");

    assertThat(backup.standing().expected()).isEqualTo("2026-11-22T02:00:00Z");
    assertThat(backup.stateAt("2026-11-21T03:00:00Z")).isEqualTo(State.UP);
  }

  @Test
  void one_that_gets_late_in_a_window_is_kept_quiet_and_on_record_until_the_window_is_over() {
    Life backup = backup("2026-11-21T02:05/2026-11-21T04:00").lookAt("2026-11-21T02:11:00Z");

    assertThat(backup.passed())
        .containsExactly(new Occurrence(Instant.parse("2026-11-21T02:00:00Z"), Fate.QUIET));
    assertThat(backup.at("2026-11-21T03:59:59Z").inMaintenance()).isTrue();
    assertThat(backup.stateAt("2026-11-21T03:59:59Z")).isEqualTo(State.DOWN);
    assertThat(backup.at("2026-11-21T04:00:00Z").inMaintenance()).isFalse();
    assertThat(backup.stateAt("2026-11-21T04:00:00Z")).isEqualTo(State.DOWN);
  }

  @Test
  void an_interval_has_its_whole_length_again_once_a_window_is_over() {
    Life beat = Life.of(Life.every("PT5M", "22:00-06:00"), "2026-11-20T21:56:00Z");

    assertThat(beat.standing().expected()).isEqualTo("2026-11-21T06:05:00Z");
    assertThat(Expect.next(Life.every("PT5M", "00:00-24:00"), Instant.parse(DECLARED)))
        .isEqualTo(Instant.MAX);
  }

  @Test
  void a_timetable_that_has_no_more_times_expects_nothing() {
    Life once =
        Life.of(Life.plan(CronTimetable.quartz("0 0 2 21 11 ? 2026", ZoneOffset.UTC)), DECLARED);

    once.success("2026-11-21T02:00:03Z");

    assertThat(once.stateAt("2036-11-21T02:00:03Z")).isEqualTo(State.UP);
  }

  @Test
  void an_age_of_silence_is_counted_up_to_a_bound_and_listed_by_the_newest() {
    Life beat = Life.of(Life.every("PT1S"), DECLARED);

    Verdict verdict = beat.at("2026-11-30T12:00:00Z");

    assertThat(verdict.missing().orElseThrow().count()).isEqualTo(Judge.COUNTED);
    assertThat(verdict.passed().occurrences()).hasSize(Judge.LISTED);
    assertThat(verdict.passed().expected()).isAfter("2026-11-30T12:00:00Z");
  }

  @Test
  void more_starts_than_anybody_has_runs_do_not_fill_the_record() {
    Life backup = backup();

    Stream.iterate(0, i -> i + 1)
        .limit(200)
        .forEach(i -> backup.start("2026-11-21T02:00:00Z", new UUID(4, i)));

    assertThat(backup.standing().runs()).hasSize(Arrival.OPEN_RUNS);
  }
}
