package dev.quartermaster.jobs.watch;

import static dev.quartermaster.jobs.watch.Found.names;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.jobs.Schedules;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.watch.OpenRun.InHand;
import dev.quartermaster.jobs.watch.OpenRun.Planned;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Of schedules that have to start within fifteen seconds. */
class JudgeBeginningsTest {

  private static final Instant NOON = Instant.parse("2025-06-10T12:00:00Z");
  private static final Optional<InHand> FREE = Optional.empty();
  private static final Optional<InHand> TAKEN = Optional.of(new InHand(1, "hk-1", NOON, 1));

  @Test
  void a_run_that_no_node_begins_is_as_late_as_one_that_does_not_fire() {
    assertThat(after(15, run("reset", FREE))).isEmpty();
    assertThat(names(after(16, run("reset", FREE)))).containsExactly("critical RunNotBegun reset");
    assertThat(after(60, run("reset", TAKEN))).isEmpty();
  }

  @Test
  void many_that_no_node_begins_are_one_incident() {
    OpenRun[] six =
        Stream.of("a", "b", "c", "d", "e", "f")
            .map(name -> run(name, FREE))
            .toArray(OpenRun[]::new);

    List<Condition> found = after(20, six);

    assertThat(names(found)).containsExactly("critical RunsNotBegun cluster");
    assertThat(found.get(0).text().details()).containsEntry("schedules", "a, b, c, d, e, f");
  }

  private static List<Condition> after(int seconds, OpenRun... runs) {
    Map<Schedule, List<OpenRun>> open =
        Stream.of(runs)
            .collect(
                Collectors.toMap(
                    run ->
                        Schedules.startingWithin(
                            Duration.ofSeconds(15),
                            Schedules.of(run.schedule(), Interval.of(Duration.ofMinutes(1)))),
                    List::of));
    return new JudgeBeginnings(NOON.plusSeconds(seconds)).judge(open);
  }

  private static OpenRun run(String schedule, Optional<InHand> inHand) {
    return new OpenRun(
        1,
        schedule,
        new Planned(NOON, false, "hk-1"),
        NOON,
        Optional.empty(),
        inHand,
        Optional.empty());
  }
}
