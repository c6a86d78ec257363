package dev.quartermaster.ops.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.timetable.Blackout;
import dev.quartermaster.alerts.timetable.CronTimetable;
import dev.quartermaster.alerts.timetable.Except;
import dev.quartermaster.alerts.timetable.Timetable;
import dev.quartermaster.alerts.timetable.Window;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalendarConfigurationTest {

  private static final ZoneId LONDON = ZoneId.of("Europe/London");

  private static final String FREEZE =
      """
      calendars:
        freeze:
          zone: Europe/London
          windows:
            - 2026-12-24T00:00/2026-12-27T00:00
            - sat,sun 22:00-06:00
            - 12-25
        lunch: {windows: ["12:00-13:00"]}
      """;

  @TempDir Path directory;

  private Written given(String... yaml) {
    return Written.in(directory).yaml(String.join("\n", yaml));
  }

  private static Timetable timetable(Written written, String schedule) {
    return written.read().schedules().get(schedule).when().timetable();
  }

  private static Blackout freeze() {
    return new Blackout(
        "freeze",
        LONDON,
        List.of(
            Window.parse("2026-12-24T00:00/2026-12-27T00:00"),
            Window.parse("sat sun 22:00-06:00"),
            Window.parse("12-25")));
  }

  @Test
  void a_schedule_has_no_planned_times_in_the_calendars_it_names() {
    Written written =
        given(
            FREEZE,
            "schedules:",
            "  a: {kind: command, argv: [a], cron: '0 30 3 * * ?', zone: Asia/Tokyo, except: [freeze]}",
            "  b: {kind: command, argv: [b], crontab: '0 * * * *', except: [lunch, freeze]}",
            "  c: {kind: command, argv: [c], crontab: '0 * * * *'}");

    assertThat(written.problems()).isEmpty();
    assertThat(timetable(written, "a"))
        .isEqualTo(
            new Except(
                CronTimetable.quartz("0 30 3 * * ?", ZoneId.of("Asia/Tokyo")), List.of(freeze())));
    assertThat(timetable(written, "b").text()).isEqualTo("0 * * * * except freeze, lunch");
    assertThat(timetable(written, "c")).isInstanceOf(CronTimetable.class);
  }

  @Test
  void a_built_in_schedule_takes_calendars_too_also_from_the_environment() {
    Written written =
        given(FREEZE)
            .under("QUARTERMASTER_SCHEDULES_USAGE_RETENTION_EXCEPT", "freeze")
            .under("QUARTERMASTER_CALENDARS_LUNCH_WINDOWS", "mon-fri 12:00-14:00, 01-01");

    assertThat(timetable(written, "usage-retention").text()).endsWith(" except freeze");
    assertThat(written.effective().lines())
        .extracting(line -> line.key() + " " + line.value())
        .contains(
            "calendars.freeze.windows [2026-12-24T00:00/2026-12-27T00:00, \"sat sun 22:00-06:00\", 12-25]",
            "calendars.lunch.windows [\"mon tue wed thu fri 12:00-14:00\", 01-01]");
  }

  @Test
  void an_unknown_calendar_is_told_with_the_nearest_known_one() {
    assertThat(given("schedules:", "  cpu-reset: {except: [freez]}").problems())
        .containsExactly(
            "quartermaster.yaml:2: schedule 'cpu-reset': no calendar is named 'freez'; declare it under calendars");
    assertThat(given(FREEZE, "schedules:", "  cpu-reset:", "    except: [freez]").problems())
        .containsExactly(
            "quartermaster.yaml:12: schedule 'cpu-reset': no calendar is named 'freez'; did you mean 'freeze'?");
  }

  @Test
  void a_window_that_cannot_be_is_told_with_its_line() {
    assertThat(
            given(
                    "calendars:",
                    "  a:",
                    "    windows:",
                    "      - 12-25",
                    "      - 02-30",
                    "  b: {windows: [], zone: Europe/Londn}",
                    "  c: {}",
                    "schedules: {cpu-reset: {except: [a, b, c]}}")
                .problems())
        .containsExactly(
            "quartermaster.yaml:5: calendar 'a': windows '02-30' has '02-30', which is no day; write it like 'sat sun 22:00-06:00', '12-25', '2027-01-01' or '2026-12-24T00:00/2026-12-27T00:00'",
            "quartermaster.yaml:6: calendar 'b': zone 'Europe/Londn' is not a time zone; did you mean 'Europe/London'?",
            "quartermaster.yaml:6: calendar 'b': windows is an empty list; name at least one",
            "quartermaster.yaml:7: calendar 'c' needs windows, a list, each a window of local time");
  }

  @Test
  void a_schedule_that_never_fires_as_its_calendars_cover_it_is_told() {
    assertThat(
            given(
                    FREEZE,
                    "schedules:",
                    "  a: {kind: command, argv: [a], crontab: '30 12 * * *', except: [lunch]}")
                .problems())
        .containsExactly(
            "quartermaster.yaml:11: schedule 'a': every planned time of '30 12 * * *' falls into lunch, so that it never fires; move either");
  }
}
