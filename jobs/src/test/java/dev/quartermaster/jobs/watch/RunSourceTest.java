package dev.quartermaster.jobs.watch;

import static dev.quartermaster.jobs.watch.Found.details;
import static dev.quartermaster.jobs.watch.Found.names;
import static dev.quartermaster.jobs.watch.Found.one;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.jobs.Schedules;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.Limits;
import dev.quartermaster.jobs.schedule.Schedule.Overlap;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Its schedules finish and get on within a minute, and are stopped after ten. */
class RunSourceTest {

  private World world;

  @BeforeEach
  void migrate() {
    world = new World(RunSourceTest.class);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void a_run_that_gets_on_and_one_that_succeeded_are_well() {
    Schedule reset = world.eachMinute("reset");
    world.end(world.fire(reset, Duration.ZERO), "failed", "once");
    world.end(world.fire(reset, Duration.ofMinutes(1)), "succeeded", "");
    world.fire(reset, Duration.ofMinutes(2));

    world.forward(Duration.ofMinutes(1));

    assertThat(look()).isEmpty();
  }

  @Test
  void a_run_that_takes_longer_than_it_should_is_slow() {
    Run run = world.fire(world.eachMinute("reset"), Duration.ZERO);
    world.forward(Duration.ofSeconds(30));
    batch(run, 1, "done");
    world.forward(Duration.ofSeconds(35));

    List<Condition> found = look();

    assertThat(names(found)).containsExactly("warning RunSlow reset");
    assertThat(details(found, "RunSlow"))
        .containsEntry("gone on for", "1 min 5 s")
        .containsEntry("limit", "1 min");
  }

  @Test
  void a_run_that_nobody_stops_at_its_limit_is_not_finished() {
    Run run = world.fire(world.eachMinute("reset"), Duration.ZERO);
    world.forward(Duration.ofMinutes(11));
    batch(run, 1, "done");

    assertThat(names(look())).containsExactly("critical RunNotFinished reset");
  }

  @Test
  void a_run_without_progress_is_found_with_the_batch_and_the_node_that_has_it() {
    Run run = world.fire(world.eachMinute("reset"), Duration.ZERO);
    world.forward(Duration.ofSeconds(10));
    batch(run, 1, "done");
    batch(run, 2, "claimed");
    world.forward(Duration.ofSeconds(61));

    List<Condition> found = look();

    assertThat(names(found))
        .containsExactly("warning RunSlow reset", "critical RunWithoutProgress reset");
    assertThat(one(found, "RunWithoutProgress").text().summary())
        .contains("has done nothing for 1 min 1 s", "hk-2 has had batch 2 in hand for 1 min 1 s");
    assertThat(details(found, "RunWithoutProgress").get("in hand"))
        .startsWith("batch 2, attempt 1, on hk-2 since 2025-06-10T12:00:11Z");
  }

  @Test
  void work_outside_of_the_database_is_one_piece() {
    Schedule slow = Schedules.of("report", Interval.of(World.MINUTE));
    Schedule command =
        world.declared(
            new Schedule(
                "report",
                true,
                new Schedule.Work.Http(
                    "http://x", 200, Duration.ofMinutes(9), "GET", Map.of(), Optional.empty()),
                slow.when(),
                slow.limits(),
                slow.batching(),
                slow.about()));
    batch(world.fire(command, Duration.ZERO), 1, "claimed");

    world.forward(Duration.ofMinutes(3));

    assertThat(names(look())).containsExactly("warning RunSlow report");
  }

  @Test
  void a_run_that_failed_is_found_with_its_error_and_how_many_failed_before_it() {
    Schedule reset = world.eachMinute("reset");
    world.end(world.fire(reset, Duration.ZERO), "succeeded", "");
    world.end(world.fire(reset, Duration.ofMinutes(1)), "failed", "disk full");
    world.end(world.fire(reset, Duration.ofMinutes(2)), "failed", "disk still full");
    world.end(world.fire(reset, Duration.ofMinutes(3)), "skipped", "");

    List<Condition> found = look();

    assertThat(names(found)).containsExactly("critical RunsFailing reset");
    assertThat(one(found, "RunsFailing").text().summary())
        .isEqualTo("the last 2 runs of reset failed: disk still full");
    assertThat(one(found, "RunsFailing").since()).isEqualTo(World.NOON.plusSeconds(60));
    assertThat(details(found, "RunsFailing")).containsEntry("failed in a row", "2");
  }

  @Test
  void a_schedule_that_may_fail_twice_is_found_at_the_third_failure() {
    Schedule flaky = world.declared(afterFailures(3, "flaky"));
    world.end(world.fire(flaky, Duration.ZERO), "failed", "no answer");
    world.end(world.fire(flaky, Duration.ofMinutes(1)), "failed", "no answer");
    List<Condition> atSecond = look();

    world.end(world.fire(flaky, Duration.ofMinutes(2)), "failed", "no answer");

    assertThat(atSecond).isEmpty();
    assertThat(names(look())).containsExactly("critical RunsFailing flaky");
  }

  @Test
  void two_runs_at_once_are_found_unless_they_are_allowed() {
    Schedule reset = world.eachMinute("reset");
    Schedule free =
        world.declared(
            Schedules.with(
                Overlap.ALLOW, Schedules.of("free", Interval.of(Duration.ofMinutes(1)))));
    for (Schedule schedule : List.of(reset, free)) {
      world.execute(
          """
          INSERT INTO run (schedule, planned_for, state, fired_by, started_at)
          SELECT '%s', qm_now() + n * interval '1 minute', 'running', 'hk-1', qm_now() FROM generate_series(1, 2) AS n
          """
              .formatted(schedule.name()));
    }

    List<Condition> found = look();

    assertThat(names(found)).containsExactly("warning RunsOverlap reset");
    assertThat(one(found, "RunsOverlap").text().summary())
        .isEqualTo("2 runs of reset go on at once, its overlap is forbid");
  }

  private static Schedule afterFailures(int failures, String name) {
    Schedule schedule = Schedules.of(name, Interval.of(World.MINUTE));
    Limits limits = schedule.limits();
    return new Schedule(
        name,
        true,
        schedule.work(),
        schedule.when(),
        new Limits(
            limits.startWithin(),
            limits.finishWithin(),
            limits.progressWithin(),
            limits.maxBacklogAge(),
            limits.maxRuntime(),
            failures,
            limits.maintenance()),
        schedule.batching(),
        schedule.about());
  }

  private void batch(Run run, int number, String state) {
    world.execute(
        """
        INSERT INTO batch (run_id, number, state, slice, node, incarnation, claimed_at, finished_at)
        VALUES (%1$d, %2$d, '%3$s', 'x', 'hk-2', gen_random_uuid(), qm_now(), CASE WHEN '%3$s' = 'done' THEN qm_now() END)
        """
            .formatted(run.id(), number, state));
  }

  private List<Condition> look() {
    return world.look(new RunSource(world.watched()));
  }
}
