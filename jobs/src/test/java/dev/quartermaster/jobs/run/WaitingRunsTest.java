package dev.quartermaster.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.Schedules;
import dev.quartermaster.jobs.run.CatchUps.CatchUp;
import dev.quartermaster.jobs.run.Run.Cause;
import dev.quartermaster.jobs.run.Run.Outcome;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.Backfill;
import dev.quartermaster.jobs.schedule.Schedule.Overlap;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs that wait for their time: behind another, for jitter, to catch up. */
class WaitingRunsTest {

  private static final Instant NOON = Instant.parse("2025-06-10T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Schedule HOURLY = Schedules.of("hourly", Interval.of(HOUR));

  private TestDatabase test;
  private Database database;

  @BeforeEach
  void migrate() {
    test = TestDatabase.of(WaitingRunsTest.class);
    database = test.database();
    test.clockAt(NOON);
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void one_run_is_queued_behind_another_and_further_ones_are_skipped() {
    Schedule queueing = Schedules.with(Overlap.QUEUE, HOURLY);
    Run first = fired(queueing, NOON).orElseThrow();
    test.clockForward(HOUR);
    Run second = fired(queueing, NOON.plus(HOUR)).orElseThrow();
    test.clockForward(HOUR);

    assertThat(fired(queueing, NOON.plus(HOUR.multipliedBy(2)))).isEmpty();
    assertThat(second.waits()).isTrue();
    assertThat(newest().end().orElseThrow().error().orElseThrow()).contains("one waits behind it");
    assertThat(Promotion.start(database, Duration.ofSeconds(10))).isZero();

    ends(first);
    assertThat(Promotion.start(database, Duration.ofSeconds(10))).isEqualTo(1);
    assertThat(find(second).waits()).isFalse();
  }

  @Test
  void jitter_puts_the_start_off_by_the_same_span_each_time_it_is_asked() {
    Schedule jittered = Schedules.withJitter(Duration.ofMinutes(10), HOURLY);
    Run run = fired(jittered, NOON).orElseThrow();

    assertThat(run.waits()).isTrue();
    Duration jitter = Jitter.of(new Planned("hourly", jittered.when(), NOON));
    assertThat(jitter).isBetween(Duration.ofMillis(1), Duration.ofMinutes(10));
    test.clockAt(NOON.plus(jitter).minusMillis(1));
    assertThat(Promotion.start(database, Duration.ofSeconds(10))).isZero();
    test.clockAt(NOON.plus(jitter));
    assertThat(Promotion.start(database, Duration.ofSeconds(10))).isEqualTo(1);
    assertThat(find(run).startedAt()).contains(NOON.plus(jitter));
  }

  @Test
  void missed_times_are_run_one_by_one_beside_the_current_one() {
    Schedule backfilling =
        Schedules.with(new Backfill(Duration.ofHours(10), 3, false, Duration.ofMinutes(1)), HOURLY);
    ends(fired(backfilling, NOON).orElseThrow());
    test.clockAt(NOON.plus(HOUR.multipliedBy(6)));

    Run now = fired(backfilling, NOON.plus(HOUR.multipliedBy(6))).orElseThrow();

    assertThat(now.waits()).isFalse();
    assertThat(waiting()).extracting(Run::plannedFor).containsExactly(hour(3), hour(4), hour(5));
    assertThat(waiting()).extracting(Run::cause).containsOnly(Cause.BACKFILL);
    assertThat(Promotion.start(database, Duration.ofSeconds(10))).isZero();
    test.clockForward(Duration.ofMinutes(3));
    assertThat(Promotion.start(database, Duration.ofSeconds(10)))
        .as("beside the current one")
        .isEqualTo(1);
    assertThat(Promotion.start(database, Duration.ofSeconds(10))).as("one at a time").isZero();
    assertThat(decided())
        .satisfies(one -> assertThat(one.policy()).isEqualTo("backfill"))
        .satisfies(one -> assertThat(one.missed()).isEqualTo(5))
        .satisfies(one -> assertThat(one.first()).isEqualTo(hour(1)))
        .satisfies(one -> assertThat(one.last()).isEqualTo(hour(5)))
        .satisfies(one -> assertThat(one.runs()).isEqualTo(3))
        .satisfies(
            one ->
                assertThat(one.says()).contains("3 run one by one, oldest first", "2 are let go"));
  }

  @Test
  void runs_that_catch_up_keep_their_distance_also_after_a_pause() {
    Schedule backfilling =
        Schedules.with(
            Overlap.ALLOW,
            Schedules.with(
                new Backfill(Duration.ofHours(10), 3, false, Duration.ofMinutes(1)), HOURLY));
    ends(fired(backfilling, NOON).orElseThrow());
    test.clockAt(NOON.plus(HOUR.multipliedBy(6)));
    assertThat(fired(backfilling, NOON.plus(HOUR.multipliedBy(6)))).isPresent();

    test.clockForward(HOUR);

    assertThat(started()).isEqualTo(1);
    assertThat(started()).isZero();
    test.clockForward(Duration.ofSeconds(59));
    assertThat(started()).isZero();
    test.clockForward(Duration.ofSeconds(1));
    assertThat(started()).isEqualTo(1);
    test.clockForward(Duration.ofMinutes(10));
    assertThat(started()).as("the last").isEqualTo(1);
    assertThat(started()).isZero();
  }

  private int started() {
    return Promotion.start(database, Duration.ofSeconds(10));
  }

  @Test
  void what_is_let_go_is_on_record_too() {
    Schedule skipping = Schedules.with(Schedule.CatchUp.SKIP, HOURLY);
    ends(fired(skipping, NOON).orElseThrow());
    test.clockAt(hour(6).plusSeconds(60));

    assertThat(fired(skipping, hour(6))).as("a minute late").isEmpty();

    assertThat(decided())
        .satisfies(one -> assertThat(one.missed()).isEqualTo(6))
        .satisfies(one -> assertThat(one.says()).endsWith("let go"));
    test.clockAt(hour(7));
    assertThat(fired(skipping, hour(7)).orElseThrow().misses()).isZero();
  }

  @Test
  void a_firing_of_a_time_that_was_decided_upon_before_runs_nothing() {
    ends(fired(HOURLY, NOON).orElseThrow());
    test.clockAt(hour(3));
    ends(fired(HOURLY, hour(3)).orElseThrow());

    assertThat(fired(HOURLY, hour(2))).isEmpty();

    assertThat(decided().missed()).isEqualTo(2);
    assertThat(newest().plannedFor()).isEqualTo(hour(3));
    assertThat(newest().missed().first()).contains(hour(1));
    assertThat(newest().missed().last()).contains(hour(2));
  }

  @Test
  void many_firings_are_put_on_record_together_and_one_that_is_refused_holds_none_up() {
    Schedule other = Schedules.of("other", Interval.of(HOUR));

    List<Fired> fired =
        Firing.fired(
            database,
            List.of(
                new Planned("hourly", HOURLY.when(), NOON.plus(HOUR)),
                new Planned("other", other.when(), NOON),
                new Planned("hourly", HOURLY.when(), NOON)),
            "hk-1");

    assertThat(fired.get(0).refused().orElseThrow()).contains("clock ahead");
    assertThat(fired.get(1).run()).isPresent();
    assertThat(fired.get(2).run()).isPresent();
  }

  @Test
  void who_waited_for_the_record_decides_by_what_it_says_then() throws Exception {
    ends(fired(HOURLY, NOON).orElseThrow());
    ExecutorService other = Executors.newSingleThreadExecutor();
    Future<Optional<Run>> late =
        database.transaction(
            handle -> {
              handle.execute("SELECT FROM schedule WHERE name = 'hourly' FOR UPDATE");
              test.clockAt(hour(1));
              Future<Optional<Run>> waits = other.submit(() -> fired(HOURLY, hour(1)));
              await().until(this::somebodyWaits);
              handle.execute(
                  "UPDATE schedule SET planned_through = ?::timestamptz", hour(3).toString());
              test.clockAt(hour(3));
              return waits;
            });

    assertThat(late.get()).isEmpty();
    other.shutdown();
    List<CatchUp> record = database.transaction(handle -> CatchUps.of(handle, "hourly", 9));
    assertThat(record).isEmpty();
    assertThat(newest().plannedFor()).isEqualTo(NOON);
  }

  private boolean somebodyWaits() {
    return database.transaction(
        handle ->
            handle
                .createQuery(
                    "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%FOR NO KEY UPDATE%')")
                .mapTo(Boolean.class)
                .one());
  }

  @Test
  void a_paused_schedule_is_run_by_hand_although_a_run_of_it_waits() {
    Schedule jittered = Schedules.withJitter(Duration.ofMinutes(10), HOURLY);
    Run run = fired(jittered, NOON).orElseThrow();
    database.transaction(handle -> Pauses.pause(handle, jittered, "ada", "a migration"));

    Firing.forced(database, jittered, "hk-2");

    assertThat(find(run).waits()).isFalse();
  }

  @Test
  void a_run_forced_while_one_waits_is_that_one_at_once() {
    Schedule jittered = Schedules.withJitter(Duration.ofMinutes(10), HOURLY);
    Run run = fired(jittered, NOON).orElseThrow();

    Run forced = Firing.forced(database, jittered, "hk-2");

    assertThat(forced.id()).isEqualTo(run.id());
    assertThat(find(run).waits()).isFalse();
  }

  private static Instant hour(int n) {
    return NOON.plus(HOUR.multipliedBy(n));
  }

  private Optional<Run> fired(Schedule schedule, Instant planned) {
    return Firing.fired(database, schedule, planned, "hk-1");
  }

  private Run newest() {
    return database.transaction(handle -> Runs.history(handle, "hourly", 1)).get(0).run();
  }

  private CatchUp decided() {
    return database.transaction(handle -> CatchUps.of(handle, "hourly", 1)).get(0);
  }

  private List<Run> waiting() {
    return database.transaction(
        handle ->
            handle
                .createQuery("SELECT * FROM run WHERE state = 'waiting' ORDER BY not_before")
                .map((row, context) -> Runs.run(row))
                .list());
  }

  private Run find(Run run) {
    return database.transaction(handle -> Runs.find(handle, run.id())).orElseThrow();
  }

  private void ends(Run run) {
    database.run(
        handle ->
            handle
                .createUpdate(
                    "UPDATE run SET state = 'finished', outcome = :outcome, finished_at = qm_now() WHERE id = :id")
                .bind("outcome", Outcome.SUCCEEDED.word())
                .bind("id", run.id())
                .execute());
  }
}
