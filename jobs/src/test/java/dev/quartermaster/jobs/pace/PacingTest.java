package dev.quartermaster.jobs.pace;

import static dev.quartermaster.jobs.pace.PacedRun.micros;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.jobs.pace.Pace.Mode;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PacingTest {

  private static final Duration USUAL = Duration.ofNanos(18_000);

  private final PacedRun run = new PacedRun(Optional.of(USUAL), 5_000);

  @Test
  void the_first_batch_of_an_idle_database_goes_at_once_at_the_size_of_the_schedule() {
    Pace pace = run.batches(1, micros(18));

    assertThat(pace)
        .isEqualTo(
            new Pace(
                5_000, Duration.ZERO, Mode.FULL, "full speed: batches of 5,000 to begin with"));
  }

  @Test
  void an_idle_database_gets_the_largest_batches_without_a_rest() {
    run.batches(20, micros(18));

    assertThat(run.pace())
        .isEqualTo(
            new Pace(
                10_000, Duration.ZERO, Mode.FULL, "full speed: batches of 10,000 take 0.18 s"));
  }

  @Test
  void batches_that_take_long_at_the_least_size_are_said_so() {
    assertThat(new PacedRun(Optional.empty(), 500).batches(2, micros(1_000)).says())
        .isEqualTo("full speed: batches of 500, the least allowed, take 0.5 s");
  }

  @Test
  void a_standby_far_behind_holds_work() {
    run.batches(20, micros(18));

    Pace pace = run.under(Pressed.NOT.standbyBehind(Duration.ofSeconds(12))).pace();

    assertThat(pace)
        .isEqualTo(
            new Pace(
                500,
                Duration.ofSeconds(1),
                Mode.HELD,
                "held back to a batch of 500 after 1 s: the standby is 12 s behind (limit 5 s)"));
  }

  @Test
  void a_standby_behind_by_half_the_limit_slows_work() {
    run.batches(20, micros(18));

    Pace pace = run.under(Pressed.NOT.standbyBehind(400L << 20)).pace();

    assertThat(pace.mode()).isEqualTo(Mode.SLOWED);
    assertThat(pace.says())
        .isEqualTo(
            "batches of 10,000, resting 0.18 s between: the standby is 400 MB behind (limit 512 MB)");
  }

  @Test
  void a_vacuum_of_a_table_of_its_own_holds_work_and_of_another_does_not() {
    assertThat(run.under(Pressed.NOT.vacuuming("account")).pace().mode()).isEqualTo(Mode.FULL);

    assertThat(run.under(Pressed.NOT.vacuuming("account", Pressed.TABLE)).pace().says())
        .isEqualTo("held back to a batch of 500 after 1 s: the database vacuums usage_period");
  }

  @Test
  void many_that_wait_long_for_locks_hold_work_and_few_or_short_ones_do_not() {
    Pressed few = Pressed.NOT.waitingForLocks(2, Duration.ofMinutes(9));
    Pressed quick = Pressed.NOT.waitingForLocks(40, Duration.ofMillis(20));
    assertThat(run.under(few).pace().mode()).isEqualTo(Mode.FULL);
    assertThat(run.under(quick).pace().mode()).isEqualTo(Mode.FULL);

    assertThat(run.under(Pressed.NOT.waitingForLocks(7, Duration.ofSeconds(4))).pace().says())
        .isEqualTo(
            "held back to a batch of 500 after 1 s: 7 sessions wait for locks, the longest for 4 s");
  }

  @Test
  void an_archive_that_is_behind_holds_work() {
    assertThat(run.under(Pressed.NOT.archiveBehind(80)).pace().says())
        .isEqualTo(
            "held back to a batch of 500 after 1 s: 80 WAL files wait to be archived (limit 64)");
  }

  @Test
  void items_that_take_more_than_twice_as_long_as_usual_slow_work_until_they_take_less_again() {
    run.batches(20, micros(18));
    run.batches(20, micros(54));

    assertThat(run.pace().says())
        .isEqualTo(
            "batches of 3,458, resting 0.19 s between: an item takes 3 times as long as usual (55 µs instead of 18 µs)");
    assertThat(run.batches(20, micros(30)).mode()).as("1.7 times").isEqualTo(Mode.SLOWED);
    assertThat(run.batches(20, micros(20)).mode()).as("1.1 times").isEqualTo(Mode.FULL);
    assertThat(run.batches(20, micros(30)).mode()).as("1.7 times").isEqualTo(Mode.FULL);
  }

  @Test
  void a_pool_that_is_exhausted_slows_work() {
    assertThat(run.under(Pressed.NOT.waitingForConnections(3)).pace().says())
        .isEqualTo(
            "batches of 5,000, resting 0.2 s between: all 8 connections of this node are busy, threads that wait for one: 3");
  }

  @Test
  void a_server_short_of_connections_slows_work() {
    assertThat(run.under(Pressed.NOT.connected(90)).pace().says())
        .isEqualTo(
            "batches of 5,000, resting 0.2 s between: 90 of the server's 97 connections are taken");
  }

  @Test
  void work_gives_way_for_twice_as_long_as_a_batch_takes_to_what_somebody_waits_for() {
    run.batches(20, micros(18));

    Pace pace = run.whileSomebodyWaits(true).pace();

    assertThat(pace.rest()).isBetween(Duration.ofMillis(360), Duration.ofMillis(364));
    assertThat(pace.says())
        .isEqualTo(
            "batches of 10,000, resting 0.36 s between: somebody waits for other work on the database");
  }

  @Test
  void no_rest_of_slowed_work_is_longer_than_a_second() {
    run.batches(3, size -> Duration.ofSeconds(20));

    assertThat(run.whileSomebodyWaits(true).pace().rest()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void all_causes_are_named() {
    Pace pace =
        run.under(Pressed.NOT.standbyBehind(Duration.ofSeconds(12)).connected(97))
            .whileSomebodyWaits(true)
            .pace();

    assertThat(pace.says())
        .endsWith(
            ": the standby is 12 s behind (limit 5 s); somebody waits for other work on the database; 97 of the server's 97 connections are taken");
  }
}
