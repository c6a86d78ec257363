package dev.quartermaster.jobs.watch;

import static dev.quartermaster.jobs.watch.Found.details;
import static dev.quartermaster.jobs.watch.Found.names;
import static dev.quartermaster.jobs.watch.Found.one;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.monitor.Punctuality;
import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.jobs.Schedules;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.About;
import dev.quartermaster.jobs.watch.Fares.Start;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JudgeSchedulesTest {

  private static final Instant NOON = Instant.parse("2025-06-10T12:00:00Z");
  private static final JudgeSchedules JUDGE = new JudgeSchedules(Diagnosis.NONE);

  @Test
  void five_that_are_late_are_five_and_six_are_an_incident_too() {
    assertThat(names(JUDGE.judge(late(5)))).hasSize(5).noneMatch(name -> name.contains("cluster"));
    assertThat(names(JUDGE.judge(late(6))))
        .hasSize(7)
        .startsWith("critical SchedulesNotFiring cluster");
  }

  @Test
  void of_hundreds_twenty_are_named() {
    List<Condition> found =
        JUDGE.judge(Stream.concat(late(207).stream(), Stream.of(onTime("well"))).toList());

    assertThat(one(found, "SchedulesNotFiring").text().summary())
        .startsWith("207 of 208 schedules have not fired");
    assertThat(details(found, "SchedulesNotFiring").get("schedules")).endsWith(" and 187 more");
  }

  @Test
  void a_page_names_who_owns_the_schedule_and_where_its_mend_is_written() {
    Schedule plain = schedule("reset");
    Schedule owned =
        new Schedule(
            "reset",
            true,
            plain.work(),
            plain.when(),
            plain.limits(),
            plain.batching(),
            new About("platform", "", "ops/runbooks/reset.md", List.of("quota", "nightly")));

    List<Condition> found = JUDGE.judge(List.of(late(owned)));

    assertThat(one(found, "ScheduleNotFiring").text().labels())
        .containsEntry("schedule", "reset")
        .containsEntry("owner", "platform")
        .containsEntry("tags", "quota,nightly");
    assertThat(one(found, "ScheduleNotFiring").text().runbook()).contains("ops/runbooks/reset.md");
  }

  @Test
  void more_misses_than_are_counted_are_said_to_be_more() {
    Punctuality late = new Punctuality.Late(NOON, Duration.ofDays(9), 10_000, true);

    List<Condition> found =
        JUDGE.judge(
            List.of(new Fares(schedule("reset"), late, Optional.empty(), Optional.empty())));

    assertThat(details(found, "ScheduleNotFiring"))
        .containsEntry("missed", "10000 or more")
        .containsEntry("last fired", "never");
  }

  @Test
  void one_that_is_late_now_is_not_told_of_as_late_before() {
    Start late = new Start(NOON, NOON.plusSeconds(61), "hk-1", 0);
    Fares before = fares(schedule("reset"), Optional.of(late));
    Fares now =
        new Fares(
            schedule("reset"),
            new Punctuality.Late(NOON, Duration.ofMinutes(2), 2, false),
            Optional.empty(),
            Optional.of(late));

    assertThat(names(JUDGE.judge(List.of(before))))
        .containsExactly("warning ScheduleFiredLate reset");
    assertThat(names(JUDGE.judge(List.of(now))))
        .containsExactly("critical ScheduleNotFiring reset");
  }

  @Test
  void a_start_within_its_time_is_on_time() {
    Start start = new Start(NOON, NOON.plusSeconds(60), "hk-1", 0);

    assertThat(JUDGE.judge(List.of(fares(schedule("reset"), Optional.of(start))))).isEmpty();
  }

  private static List<Fares> late(int many) {
    return IntStream.range(0, many).mapToObj(n -> late(schedule("job-" + n))).toList();
  }

  private static Fares late(Schedule schedule) {
    return new Fares(
        schedule,
        new Punctuality.Late(NOON, Duration.ofSeconds(70), 2, false),
        Optional.empty(),
        Optional.empty());
  }

  private static Fares onTime(String name) {
    return fares(schedule(name), Optional.empty());
  }

  private static Fares fares(Schedule schedule, Optional<Start> start) {
    return new Fares(
        schedule, new Punctuality.OnTime(NOON.plusSeconds(120)), Optional.of(NOON), start);
  }

  private static Schedule schedule(String name) {
    return Schedules.of(name, Interval.of(Duration.ofMinutes(1)));
  }
}
