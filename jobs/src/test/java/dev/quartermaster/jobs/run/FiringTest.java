package dev.quartermaster.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.Schedules;
import dev.quartermaster.jobs.run.Run.Outcome;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.Overlap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FiringTest {

  private static final Instant NOON = Instant.parse("2025-06-10T12:00:00Z");
  private static final Schedule HOURLY = Schedules.of("hourly", Interval.of(Duration.ofHours(1)));

  private TestDatabase test;
  private Database database;

  @BeforeEach
  void migrate() {
    test = TestDatabase.of(FiringTest.class);
    database = test.database();
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void the_same_planned_time_fired_twice_is_one_run() {
    Run run = fired(HOURLY, NOON).orElseThrow();
    assertThat(fired(HOURLY, NOON)).isEmpty();
    ends(run);
    assertThat(fired(HOURLY, NOON)).isEmpty();

    assertThat(history())
        .singleElement()
        .satisfies(one -> assertThat(one.run().id()).isEqualTo(run.id()));
    assertThat(run.plannedFor()).isEqualTo(NOON);
    assertThat(run.firedBy()).isEqualTo("hk-1");
  }

  @Test
  void the_same_planned_time_fired_by_eight_at_once_is_one_run() throws Exception {
    Schedule overlapping = Schedules.with(Overlap.ALLOW, HOURLY);
    for (int hour = 0; hour < 20; hour++) {
      Instant planned = NOON.plus(Duration.ofHours(hour));

      List<Optional<Run>> opened = atOnce(8, () -> fired(overlapping, planned));

      assertThat(opened.stream().flatMap(Optional::stream)).hasSize(1);
    }
    assertThat(history()).hasSize(20);
  }

  @Test
  void misses_are_counted_from_the_last_planned_time() {
    test.clockAt(NOON);
    ends(fired(HOURLY, NOON).orElseThrow());
    test.clockForward(Duration.ofHours(5));

    assertThat(fired(HOURLY, NOON.plus(Duration.ofHours(5))).orElseThrow().misses()).isEqualTo(4);
  }

  @Test
  void misses_are_counted_from_the_declaration_when_it_never_ran() {
    test.clockAt(NOON.minus(Duration.ofMinutes(30)));
    Firing.declared(database, HOURLY);
    test.clockForward(Duration.ofDays(1));

    Run run = fired(HOURLY, NOON.plus(Duration.ofHours(3))).orElseThrow();

    assertThat(run.misses()).isEqualTo(3);
  }

  @Test
  void declaring_again_does_not_forget_since_when_it_is_watched() {
    test.clockAt(NOON);
    Firing.declared(database, HOURLY);
    test.clockForward(Duration.ofDays(1));

    Firing.declared(database, HOURLY);

    Optional<Instant> since = database.transaction(handle -> Runs.declaredAt(handle, "hourly"));
    assertThat(since).contains(NOON);
  }

  @Test
  void another_timetable_is_watched_from_its_own_declaration_on() {
    test.clockAt(NOON);
    Firing.declared(database, HOURLY);
    ends(fired(HOURLY, NOON).orElseThrow());
    test.clockForward(Duration.ofDays(1));
    Schedule oftener = Schedules.of("hourly", Interval.of(Duration.ofMinutes(30)));

    Firing.declared(database, oftener);
    test.clockForward(Duration.ofHours(1));

    assertThat(fired(oftener, NOON.plus(Duration.ofHours(25))).orElseThrow().misses()).isEqualTo(1);
  }

  @Test
  void a_firing_ahead_of_the_databases_clock_is_refused() {
    test.clockAt(NOON);

    assertThatThrownBy(() -> fired(HOURLY, NOON.plus(Duration.ofHours(1))))
        .hasMessageContaining("clock ahead");
    assertThat(history()).isEmpty();
  }

  @Test
  void a_forced_run_does_not_stand_for_planned_times() {
    test.clockAt(NOON);
    ends(fired(HOURLY, NOON).orElseThrow());
    test.clockAt(NOON.plus(Duration.ofMinutes(150)));
    Run forced = Firing.forced(database, HOURLY, "hk-1");
    ends(forced);

    assertThat(forced.forced()).isTrue();
    assertThat(forced.plannedFor()).isEqualTo(NOON.plus(Duration.ofMinutes(150)));
    test.clockForward(Duration.ofMinutes(30));
    assertThat(fired(HOURLY, NOON.plus(Duration.ofHours(3))).orElseThrow().misses()).isEqualTo(2);
  }

  @Test
  void a_time_that_comes_while_the_last_run_goes_on_is_skipped_with_the_reason() {
    Run before = fired(HOURLY, NOON).orElseThrow();

    assertThat(fired(HOURLY, NOON.plus(Duration.ofHours(1)))).isEmpty();

    Run skipped = history().get(0).run();
    assertThat(skipped.plannedFor()).isEqualTo(NOON.plus(Duration.ofHours(1)));
    assertThat(skipped.end().orElseThrow().outcome()).isEqualTo(Outcome.SKIPPED);
    assertThat(skipped.end().orElseThrow().error())
        .contains("the run planned for " + before.plannedFor() + " still goes on");
    ends(before);
    assertThat(fired(HOURLY, NOON.plus(Duration.ofHours(2))).orElseThrow().misses()).isZero();
  }

  @Test
  void a_schedule_that_allows_overlap_runs_beside_itself() {
    Schedule overlapping = Schedules.with(Overlap.ALLOW, HOURLY);

    assertThat(fired(overlapping, NOON)).isPresent();
    assertThat(fired(overlapping, NOON.plus(Duration.ofHours(1)))).isPresent();
  }

  @Test
  void a_forced_run_joins_the_one_that_goes_on() {
    Run running = fired(HOURLY, NOON).orElseThrow();

    assertThat(Firing.forced(database, HOURLY, "hk-2").id()).isEqualTo(running.id());
    assertThat(history()).hasSize(1);
  }

  @Test
  void a_run_forced_after_the_last_one_has_ended_is_a_new_one() {
    Run first = Firing.forced(database, HOURLY, "hk-1");
    ends(first);

    Run second = Firing.forced(database, HOURLY, "hk-1");

    assertThat(second.id()).isNotEqualTo(first.id());
  }

  @Test
  void a_thousand_forced_at_once_are_one_run_however_soon_it_ends() throws Exception {
    Firing.declared(database, HOURLY);
    everyRunEndsAtOnce();
    HikariDataSource pool = (HikariDataSource) database.dataSource();
    // A thousand callers and twelve connections: on a slow machine the last one waits long.
    pool.getHikariConfigMXBean().setConnectionTimeout(Duration.ofMinutes(1).toMillis());
    ExecutorService threads = Executors.newFixedThreadPool(1_000);
    List<Future<Run>> forced = new ArrayList<>();

    // Whoever comes has to wait for the schedule's row, until all have come.
    database.run(
        handle -> {
          handle.execute("SELECT FROM schedule WHERE name = 'hourly' FOR UPDATE");
          for (int i = 0; i < 1_000; i++) {
            forced.add(threads.submit(() -> Firing.forced(database, HOURLY, "hk-1")));
          }
          int others = database.settings().pool().size() - 1;
          await()
              .atMost(Duration.ofSeconds(30))
              .until(
                  () ->
                      pool.getHikariPoolMXBean().getThreadsAwaitingConnection() == 1_000 - others);
        });

    for (Future<Run> run : forced) {
      assertThat(run.get().forced()).isTrue();
    }
    threads.shutdown();
    assertThat(history()).hasSize(1);
  }

  private Optional<Run> fired(Schedule schedule, Instant planned) {
    return Firing.fired(database, schedule, planned, "hk-1");
  }

  private List<RunSummary> history() {
    return database.transaction(handle -> Runs.history(handle, "hourly", 100));
  }

  private void ends(Run run) {
    database.run(
        handle ->
            handle
                .createUpdate(
                    "UPDATE run SET state = 'finished', outcome = 'succeeded', finished_at = qm_now() WHERE id = :id")
                .bind("id", run.id())
                .execute());
  }

  /** As if the work took no time: a run has ended before the next one is forced. */
  private void everyRunEndsAtOnce() {
    database.run(
        handle ->
            handle.execute(
                """
                CREATE FUNCTION end_it() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  UPDATE run SET state = 'finished', outcome = 'succeeded', finished_at = qm_now() WHERE id = NEW.id;
                  RETURN NULL;
                END $$;
                CREATE CONSTRAINT TRIGGER end_it AFTER INSERT ON run DEFERRABLE INITIALLY DEFERRED
                   FOR EACH ROW EXECUTE FUNCTION end_it();
                """));
  }

  private static <T> List<T> atOnce(int threads, Callable<T> call) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<T> results = new ArrayList<>();
    for (Future<T> result : pool.invokeAll(Collections.nCopies(threads, call))) {
      results.add(result.get());
    }
    pool.shutdown();
    return results;
  }
}
