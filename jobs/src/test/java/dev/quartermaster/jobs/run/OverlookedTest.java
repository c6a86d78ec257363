package dev.quartermaster.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.Schedules;
import dev.quartermaster.jobs.catchup.Missed;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What nothing fires, what a person pauses, and what a person runs afterwards. */
class OverlookedTest {

  private static final Instant NOON = Instant.parse("2025-06-10T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Schedule HOURLY = Schedules.of("hourly", Interval.of(HOUR));

  private TestDatabase test;
  private Database database;

  @BeforeEach
  void declare() {
    test = TestDatabase.of(OverlookedTest.class);
    database = test.database();
    test.clockAt(NOON.plusSeconds(1));
    Firing.declared(database, HOURLY);
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void a_time_that_nothing_fires_is_decided_upon_once_its_grace_is_over() {
    test.clockAt(hour(3).plusSeconds(44));
    assertThat(decide()).extracting(fired -> fired.planned().at()).containsExactly(hour(2));

    test.clockAt(hour(3).plusSeconds(45));
    List<Fired> fired = decide();

    assertThat(fired).extracting(one -> one.planned().at()).containsExactly(hour(3));
    assertThat(decide()).isEmpty();
  }

  @Test
  void what_passed_before_its_times_are_changed_is_decided_by_the_times_of_before() {
    test.clockAt(hour(5).plusSeconds(60));
    Schedule daily = Schedules.of("hourly", Interval.of(Duration.ofDays(1)));

    List<Fired> fired =
        Overlooked.decideBeforeChange(database, Map.of(daily.name(), daily), "hk-1");
    Firing.declared(database, daily);

    assertThat(fired).extracting(one -> one.planned().at()).containsExactly(hour(5));
    assertThat(fired.get(0).run().orElseThrow().misses()).isEqualTo(4);
    assertThat(Overlooked.decideBeforeChange(database, Map.of(daily.name(), daily), "hk-1"))
        .isEmpty();
  }

  @Test
  void while_it_is_paused_nothing_fires_and_nothing_is_missed() {
    boolean paused =
        database.transaction(handle -> Pauses.pause(handle, HOURLY, "ada", "a migration"));
    test.clockAt(hour(5).plusSeconds(60));

    assertThat(paused).isTrue();
    assertThat(Firing.fired(database, HOURLY, hour(5), "hk-1")).isEmpty();
    assertThat(decide()).isEmpty();
    Optional<Missed> passed = database.transaction(handle -> Pauses.resume(handle, HOURLY, "ada"));

    assertThat(passed.orElseThrow().count()).isEqualTo(5);
    assertThat(decide()).isEmpty();
    test.clockAt(hour(6));
    assertThat(Firing.fired(database, HOURLY, hour(6), "hk-1").orElseThrow().misses()).isZero();
    List<CatchUps.CatchUp> record =
        database.transaction(handle -> CatchUps.of(handle, "hourly", 9));
    assertThat(record)
        .singleElement()
        .satisfies(one -> assertThat(one.says()).contains("5 planned times passed", "ada"));
  }

  @Test
  void a_pause_with_an_end_ends_then_and_not_before() {
    Map<String, Schedule> all = Map.of("hourly", HOURLY);
    database.run(
        handle -> Pauses.pause(handle, HOURLY, "ada", "a migration", Optional.of(hour(3))));

    test.clockAt(hour(3).minusSeconds(1));
    Pauses.endThoseDue(database, all);
    assertThat(database.transaction(Pauses::all)).containsOnlyKeys("hourly");
    test.clockAt(hour(3));
    Pauses.endThoseDue(database, all);

    assertThat(database.transaction(Pauses::all)).isEmpty();
    assertThat(decide()).isEmpty();
    List<CatchUps.CatchUp> record =
        database.transaction(handle -> CatchUps.of(handle, "hourly", 9));
    assertThat(record)
        .singleElement()
        .satisfies(one -> assertThat(one.says()).contains("3 planned times passed", "ada"));
    test.clockAt(hour(4));
    assertThat(Firing.fired(database, HOURLY, hour(4), "hk-1").orElseThrow().misses()).isZero();
  }

  @Test
  void a_person_can_run_what_had_no_run() {
    test.clockAt(hour(2));
    Firing.fired(database, HOURLY, hour(1), "hk-1");
    Firing.fired(database, HOURLY, hour(2), "hk-1");
    List<Instant> planned = Backfilling.planned(HOURLY.when().timetable(), NOON, hour(2));
    List<Instant> without =
        database.transaction(handle -> Backfilling.withoutRun(handle, "hourly", planned));

    List<Run> runs = Backfilling.start(database, HOURLY, without, Duration.ofSeconds(1), "ada");

    assertThat(planned).containsExactly(NOON, hour(1), hour(2));
    assertThat(without).as("what was skipped had none").containsExactly(NOON, hour(2));
    assertThat(runs).extracting(Run::plannedFor).containsExactly(NOON, hour(2));
    assertThat(runs).allSatisfy(run -> assertThat(run.waits()).isTrue());
    assertThat(Backfilling.start(database, HOURLY, without, Duration.ZERO, "ada")).isEmpty();
  }

  private List<Fired> decide() {
    return Overlooked.decide(database, Map.of(HOURLY.name(), HOURLY), "hk-1");
  }

  private static Instant hour(int n) {
    return NOON.plus(HOUR.multipliedBy(n));
  }
}
