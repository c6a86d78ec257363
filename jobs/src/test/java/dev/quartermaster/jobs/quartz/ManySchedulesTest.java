package dev.quartermaster.jobs.quartz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.timetable.CronTimetable;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.Schedules;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ManySchedulesTest {

  private static final int MANY = 10_000;

  @Test
  void ten_thousand_schedules_are_declared_looked_at_and_mended() {
    Map<String, Schedule> schedules =
        IntStream.range(0, MANY)
            .mapToObj(n -> "%d %d %d * * ?".formatted(n % 60, n / 60 % 60, n / 3600))
            .map(
                cron ->
                    Schedules.of(
                        "s-" + cron.replaceAll("\\D+", "-"),
                        CronTimetable.quartz(cron, ZoneId.of("UTC"))))
            .collect(Collectors.toMap(Schedule::name, Function.identity()));
    try (TestDatabase test = TestDatabase.of(ManySchedulesTest.class);
        Scheduler scheduler = Scheduler.join(test.database(), "hk-1", planned -> Map.of())) {
      QuartzRows rows = new QuartzRows(test.database());

      List<Repair> first = timed("declared at first", () -> scheduler.declare(schedules, true));
      List<Repair> again = timed("declared again", () -> scheduler.declare(schedules, true));
      List<Repair> look = timed("looked at", () -> scheduler.mend(schedules, true));
      rows.change(
          "UPDATE qrtz_triggers SET trigger_state = 'PAUSED' WHERE trigger_name LIKE 's-0-%'");
      List<Repair> mended = timed("looked at, some mended", () -> scheduler.mend(schedules, true));

      assertThat(rows.triggers()).isEqualTo(MANY);
      assertThat(first).isEmpty();
      assertThat(again).isEmpty();
      assertThat(look).isEmpty();
      assertThat(mended).hasSizeBetween(MANY / 100, MANY / 50);
    }
  }

  private static <T> T timed(String what, Supplier<T> work) {
    long began = System.nanoTime();
    T result = work.get();
    System.out.printf(
        "%d schedules %s in %d ms%n",
        MANY, what, Duration.ofNanos(System.nanoTime() - began).toMillis());
    return result;
  }
}
