package dev.quartermaster.jobs.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.timetable.CronTimetable;
import dev.quartermaster.jobs.schedule.BuiltInSchedules;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CanonicalTextTest {

  @Test
  void the_order_in_which_schedules_are_written_does_not_matter() {
    Map<String, Schedule> all = BuiltInSchedules.all();
    List<String> names = new ArrayList<>(all.keySet());
    Collections.reverse(names);
    Map<String, Schedule> reversed = new LinkedHashMap<>();
    names.forEach(name -> reversed.put(name, all.get(name)));

    assertThat(CanonicalText.hash(reversed)).isEqualTo(CanonicalText.hash(all));
    assertThat(CanonicalText.hash(all)).matches("[0-9a-f]{64}");
  }

  @Test
  void every_part_of_a_schedule_counts() {
    Schedule reset = BuiltInSchedules.all().get("cpu-reset");
    Schedule.About about = reset.about();
    Schedule other =
        new Schedule(
            reset.name(),
            reset.enabled(),
            reset.work(),
            reset.when(),
            reset.limits(),
            reset.batching(),
            new Schedule.About(
                about.owner() + "x", about.description(), about.runbook(), about.tags()));

    assertThat(CanonicalText.hash(Map.of("cpu-reset", other)))
        .isNotEqualTo(CanonicalText.hash(Map.of("cpu-reset", reset)));
  }

  @Test
  void the_same_expression_in_another_zone_is_another() {
    String daily = "0 30 3 * * ?";

    assertThat(
            CanonicalText.hash(
                Often.schedules(
                    CronTimetable.quartz(daily, ZoneId.of("UTC")), List.of("cpu-reset"))))
        .isNotEqualTo(
            CanonicalText.hash(
                Often.schedules(
                    CronTimetable.quartz(daily, ZoneId.of("Europe/London")),
                    List.of("cpu-reset"))));
  }
}
