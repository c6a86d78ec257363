package dev.quartermaster.jobs.watch;

import static dev.quartermaster.jobs.watch.Found.names;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.jobs.Schedules;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.watch.OpenRun.Planned;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Of a schedule that finishes and gets on within a minute, and is stopped after ten. */
class JudgeRunsTest {

  private static final Instant NOON = Instant.parse("2025-06-10T12:00:00Z");
  private static final Schedule RESET = Schedules.of("reset", Interval.of(Duration.ofMinutes(1)));

  @Test
  void limits_are_inclusive() {
    assertThat(names(after(Duration.ofMinutes(1), run(1, false)))).isEmpty();
    assertThat(names(after(Duration.ofMinutes(10), run(1, false))))
        .containsExactly("warning RunSlow reset", "critical RunWithoutProgress reset");
    assertThat(names(after(Duration.ofMinutes(10).plusMillis(1), run(1, false))))
        .containsExactly("critical RunNotFinished reset", "critical RunWithoutProgress reset");
  }

  @Test
  void the_nodes_have_time_to_stop_a_run_before_somebody_is_told_that_it_goes_on() {
    assertThat(after(Duration.ofMinutes(11), run(1, false)).get(0).holdFor())
        .isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void what_catches_up_goes_beside_what_is_due_now() {
    assertThat(after(Duration.ZERO, run(1, false), run(2, true))).isEmpty();
    assertThat(names(after(Duration.ZERO, run(1, true), run(2, true))))
        .containsExactly("warning RunsOverlap reset");
  }

  @Test
  void a_batch_of_before_the_run_was_tried_again_is_no_progress() {
    OpenRun again =
        new OpenRun(
            1,
            "reset",
            new Planned(NOON, false, "hk-1"),
            NOON,
            Optional.of(NOON.minusSeconds(30)),
            Optional.empty(),
            Optional.empty());

    assertThat(again.progress()).isEqualTo(NOON);
  }

  private static List<Condition> after(Duration sinceNoon, OpenRun... runs) {
    return new JudgeRuns(NOON.plus(sinceNoon)).open(RESET, List.of(runs), true);
  }

  private static OpenRun run(long id, boolean catchesUp) {
    return new OpenRun(
        id,
        "reset",
        new Planned(NOON, catchesUp, "hk-1"),
        NOON,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
