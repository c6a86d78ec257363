package dev.quartermaster.jobs.quartz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.timetable.Blackout;
import dev.quartermaster.alerts.timetable.CronTimetable;
import dev.quartermaster.alerts.timetable.Except;
import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.alerts.timetable.Timetable;
import dev.quartermaster.alerts.timetable.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings("JavaUtilDate") // Quartz speaks Date
class TimetableTriggerTest {

  private static final ZoneId LONDON = ZoneId.of("Europe/London");
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

  /** Days on which the clocks change, and one on which they do not. */
  private static final List<Instant> FROM =
      Stream.of("2025-03-29", "2025-10-25", "2025-03-08", "2025-11-01", "2025-06-10")
          .map(day -> Instant.parse(day + "T00:00:00Z"))
          .toList();

  static Stream<Timetable> timetables() {
    return Stream.of(
        Interval.of(Duration.ofMinutes(1)),
        Interval.of(Duration.ofHours(7)),
        CronTimetable.quartz("0 30 1 * * ?", LONDON),
        CronTimetable.quartz("0 30 2 * * ?", NEW_YORK),
        CronTimetable.quartz("0 0/20 * * * ?", LONDON),
        CronTimetable.unix("15 1-2 * * *", NEW_YORK),
        CronTimetable.unix("@hourly", LONDON),
        new Except(
            CronTimetable.unix("0 * * * *", LONDON),
            List.of(new Blackout("nights", NEW_YORK, List.of(Window.parse("22:00-06:00"))))));
  }

  @ParameterizedTest
  @MethodSource("timetables")
  void it_fires_on_the_timetable_and_at_no_other_time_over_days_when_clocks_change(
      Timetable timetable) {
    for (Instant from : FROM) {
      Instant until = from.plus(Duration.ofDays(3));
      assertThat(fireTimes(timetable, from, until)).isEqualTo(planned(timetable, from, until));
    }
  }

  @ParameterizedTest
  @MethodSource("timetables")
  void each_firing_on_time_stands_for_its_own_planned_time(Timetable timetable) {
    TimetableTrigger trigger = new TimetableTrigger(timetable);

    for (Instant from : FROM) {
      Instant planned = timetable.next(from);

      assertThat(trigger.plannedFor(planned)).isEqualTo(planned);
      assertThat(trigger.plannedFor(planned.plusMillis(1))).isEqualTo(planned);
      assertThat(trigger.plannedFor(timetable.next(planned).minusMillis(1))).isEqualTo(planned);
    }
  }

  @Test
  void a_planned_time_at_the_very_start_is_fired() {
    Timetable hourly = Interval.of(Duration.ofHours(1));
    Instant start = Instant.parse("2025-06-10T12:00:00Z");

    assertThat(started(hourly, start).getNextFireTime()).isEqualTo(Date.from(start));
  }

  @Test
  void after_an_outage_it_fires_at_once_and_then_goes_on_on_the_timetable() {
    Timetable hourly = Interval.of(Duration.ofHours(1));
    TimetableTrigger trigger = started(hourly, Instant.now().minus(Duration.ofDays(2)));
    trigger.setMisfireInstruction(TimetableTrigger.FIRE_NEWEST);

    Instant before = new Date().toInstant();
    trigger.updateAfterMisfire(null);

    Instant at = next(trigger);
    assertThat(at).isBetween(before, Instant.now());
    assertThat(trigger.plannedFor(at)).isEqualTo(hourly.next(at.minus(Duration.ofHours(1))));
    trigger.triggered(null);
    assertThat(next(trigger)).isEqualTo(hourly.next(at));
  }

  @Test
  void after_an_outage_a_trigger_that_skips_waits_for_the_next_planned_time() {
    Timetable hourly = Interval.of(Duration.ofHours(1));
    TimetableTrigger trigger = started(hourly, Instant.now().minus(Duration.ofDays(2)));
    trigger.setMisfireInstruction(TimetableTrigger.GO_ON);

    Instant before = Instant.now();
    trigger.updateAfterMisfire(null);

    assertThat(next(trigger)).isBetween(hourly.next(before), hourly.next(Instant.now()));
  }

  @Test
  void a_timetable_that_has_ended_fires_no_more() {
    Timetable once = CronTimetable.quartz("0 0 12 10 6 ? 2025", LONDON);
    TimetableTrigger trigger = started(once, Instant.parse("2025-06-10T00:00:00Z"));
    assertThat(trigger.mayFireAgain()).isTrue();

    trigger.triggered(null);

    assertThat(trigger.mayFireAgain()).isFalse();
  }

  private static TimetableTrigger started(Timetable timetable, Instant at) {
    TimetableTrigger trigger = new TimetableTrigger(timetable);
    trigger.setStartTime(Date.from(at));
    assertThat(trigger.computeFirstFireTime(null)).isNotNull();
    return trigger;
  }

  private static Instant next(TimetableTrigger trigger) {
    return Objects.requireNonNull(trigger.getNextFireTime()).toInstant();
  }

  private static List<Instant> fireTimes(Timetable timetable, Instant from, Instant until) {
    TimetableTrigger trigger = started(timetable, from);
    List<Instant> times = new ArrayList<>();
    while (next(trigger).isBefore(until)) {
      times.add(next(trigger));
      trigger.triggered(null);
    }
    return times;
  }

  private static List<Instant> planned(Timetable timetable, Instant from, Instant until) {
    return Stream.iterate(
            timetable.next(from.minusMillis(1)), at -> at.isBefore(until), timetable::next)
        .toList();
  }
}
