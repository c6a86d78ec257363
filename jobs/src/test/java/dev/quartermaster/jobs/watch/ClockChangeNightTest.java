package dev.quartermaster.jobs.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.timetable.CronTimetable;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.Schedules;
import dev.quartermaster.jobs.run.Firing;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nights in which the clocks change: what fires by its timetable is found late by nobody. */
class ClockChangeNightTest {

  private static final Duration STEP = Duration.ofMinutes(5);

  @ParameterizedTest(name = "{0} from {1}")
  @CsvSource({
    "Europe/London, 2025-03-29T22:00:00Z",
    "Europe/London, 2025-10-25T22:00:00Z",
    "America/New_York, 2025-03-09T04:00:00Z",
    "America/New_York, 2025-11-02T03:00:00Z",
    "Australia/Lord_Howe, 2025-04-05T12:00:00Z",
    "Australia/Lord_Howe, 2025-10-04T12:00:00Z"
  })
  void of_the_night_nobody_is_told(String zone, Instant evening) {
    try (TestDatabase test = TestDatabase.of(ClockChangeNightTest.class)) {
      test.clockAt(evening);
      Map<String, Schedule> schedules = schedules(ZoneId.of(zone));
      schedules.values().forEach(schedule -> Firing.declared(test.database(), schedule));
      Watched watched =
          new Watched(
              () -> schedules,
              schedule -> Optional.empty(),
              Duration.ofSeconds(5),
              Optional.empty());
      ScheduleSource source = new ScheduleSource(watched);
      List<Condition> found = new ArrayList<>();
      int fired = 0;

      for (Instant now = evening;
          now.isBefore(evening.plus(Duration.ofHours(9)));
          now = now.plus(STEP)) {
        Instant at = now.plus(STEP);
        for (Schedule schedule : schedules.values()) {
          Instant planned = schedule.when().timetable().next(now);
          if (!planned.isAfter(at)) {
            test.clockAt(planned);
            end(test, Firing.fired(test.database(), schedule, planned, "hk-1").orElseThrow());
            fired++;
          }
        }
        test.clockAt(at);
        found.addAll(test.database().transaction(handle -> source.look(handle, at)));
      }

      assertThat(found).isEmpty();
      assertThat(fired).isGreaterThan(20);
    }
  }

  /** In the hour that is left out or comes twice, around it, and each quarter of an hour. */
  private static Map<String, Schedule> schedules(ZoneId zone) {
    Map<String, Schedule> all = new TreeMap<>();
    List.of("0 30 1 * * ?", "0 30 2 * * ?", "0 0 2 * * ?", "0 0 3 * * ?", "0 */15 * * * ?")
        .forEach(
            cron -> {
              String name = "job-" + all.size();
              all.put(name, Schedules.of(name, CronTimetable.quartz(cron, zone)));
            });
    return all;
  }

  private static void end(TestDatabase test, Run run) {
    test.database()
        .run(
            handle ->
                handle.execute(
                    "UPDATE run SET state = 'finished', finished_at = qm_now(), outcome = 'succeeded' WHERE id = ?",
                    run.id()));
  }
}
