package dev.quartermaster.jobs.quartz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.jobs.Schedules;
import dev.quartermaster.jobs.quartz.TriggerRow.Firing;
import dev.quartermaster.jobs.quartz.TriggerRow.Times;
import dev.quartermaster.jobs.quartz.TriggerRow.Trigger;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InspectionTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Schedule HOURLY = Schedules.of("hourly", Interval.of(Duration.ofHours(1)));

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # state,        seconds to next, in hand, paused by us, flaw
          WAITING,                3600, NO,      false,
          WAITING,                3606, NO,      false, PUT_OFF
          WAITING,                 -45, NO,      false,
          WAITING,                 -46, NO,      false, FROZEN
          WAITING,                 -46, PICKED,  false,
          ACQUIRED,               3600, NO,      false, STUCK
          ACQUIRED,               3600, PICKED,  false,
          ACQUIRED,               3600, RUNNING, false,
          BLOCKED,                3600, NO,      false, STUCK
          BLOCKED,                3600, RUNNING, false,
          PAUSED,                 3600, NO,      false, PAUSED
          PAUSED,                 3600, PICKED,  false,
          PAUSED,                 3600, NO,      true,
          PAUSED,                -9999, NO,      true,
          PAUSED_BLOCKED,         3600, NO,      false, PAUSED
          PAUSED_BLOCKED,         3600, NO,      true,
          WAITING,                3600, NO,      true,
          ACQUIRED,               3600, PICKED,  true,
          ACQUIRED,               3600, RUNNING, true,
          ERROR,                  3600, NO,      false, ERROR
          ERROR,                  3600, NO,      true,  ERROR
          ERROR,                  3600, RUNNING, false,
          COMPLETE,                 -1, NO,      false, COMPLETE
          EXECUTING,              3600, NO,      false, UNKNOWN_STATE
          """)
  void a_state_is_judged(String state, long toNext, Firing firing, boolean paused, Flaw flaw) {
    Times times = times(Optional.of(NOW.plusSeconds(toNext)));
    TriggerRow row = row(new Trigger(state, Definition.of(HOURLY), times), firing);

    assertThat(flaws(declared(true), look(row, paused), true))
        .isEqualTo(flaw == null ? List.of() : List.of(flaw));
  }

  @Test
  void what_is_due_is_not_frozen_while_this_node_does_not_fire() {
    Times times = times(Optional.of(NOW.minus(Duration.ofDays(1))));
    TriggerRow row = row(new Trigger("WAITING", Definition.of(HOURLY), times), Firing.NO);

    assertThat(flaws(declared(true), look(row, false), false)).isEmpty();
  }

  @Test
  void a_definition_that_is_only_written_differently_is_let_be() {
    Definition wanted = Definition.of(HOURLY);
    Definition.Texts texts =
        new Definition.Texts(
            wanted.texts().dialect(), Optional.of("PT60M"), Optional.empty(), wanted.misfire());
    Definition written = new Definition(wanted.type(), wanted.misfire(), true, texts);
    Times times = times(Optional.of(NOW.plusSeconds(3600)));

    TriggerRow row = row(new Trigger("WAITING", written, times), Firing.NO);

    assertThat(flaws(declared(true), look(row, false), true)).isEmpty();
  }

  @Test
  void what_is_not_declared_goes_by_the_newest_configuration_when_nobody_runs_it() {
    Trigger trigger = new Trigger("WAITING", Definition.of(HOURLY), times(Optional.empty()));
    Declared nothing = new Declared(Map.of(), true);

    assertThat(flaws(nothing, look(row(trigger, Firing.NO), false), true))
        .containsExactly(Flaw.UNDECLARED);
    assertThat(flaws(nothing, look(row(trigger, Firing.RUNNING), false), true)).isEmpty();
    assertThat(flaws(new Declared(Map.of(), false), look(row(trigger, Firing.NO), false), true))
        .isEmpty();
  }

  @Test
  void a_suspect_is_certain_when_two_looks_far_enough_apart_find_the_very_same() {
    Finding stuck = new Finding("hourly", Flaw.STUCK, "stuck");
    Finding otherwise = new Finding("hourly", Flaw.STUCK, "stuck otherwise");
    Finding error = new Finding("hourly", Flaw.ERROR, "in ERROR");
    Suspects suspects = new Suspects();

    assertThat(suspects.certain(NOW, List.of(stuck, error))).containsExactly(error);
    assertThat(suspects.certain(NOW.plusSeconds(9), List.of(stuck))).isEmpty();
    assertThat(suspects.certain(NOW.plusSeconds(10), List.of(otherwise))).isEmpty();
    assertThat(suspects.certain(NOW.plusSeconds(20), List.of(otherwise)))
        .containsExactly(otherwise);
    assertThat(suspects.certain(NOW.plusSeconds(30), List.of(otherwise))).isEmpty();
  }

  private static List<Flaw> flaws(Declared declared, Look look, boolean firing) {
    return Inspection.findings(declared, look, firing).stream().map(Finding::flaw).toList();
  }

  private static Declared declared(boolean newest) {
    return Declared.of(List.of(HOURLY), newest);
  }

  private static Times times(Optional<Instant> next) {
    return new Times(next, NOW.minus(Duration.ofDays(1)), Optional.empty());
  }

  private static TriggerRow row(Trigger trigger, Firing firing) {
    return new TriggerRow("hourly", Optional.of(NewTrigger.JOB), Optional.of(trigger), firing);
  }

  private static Look look(TriggerRow row, boolean paused) {
    return new Look(
        NOW,
        List.of(),
        Map.of("hourly", row),
        Map.of("hourly", new Look.Standing("every PT1H", "coalesce", false, paused)),
        false);
  }
}
