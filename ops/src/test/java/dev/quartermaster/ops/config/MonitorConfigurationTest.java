package dev.quartermaster.ops.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.channel.Severity;
import dev.quartermaster.alerts.monitor.Monitor;
import dev.quartermaster.alerts.monitor.Monitor.About;
import dev.quartermaster.alerts.monitor.Monitor.Plan;
import dev.quartermaster.alerts.timetable.Blackout;
import dev.quartermaster.alerts.timetable.CronTimetable;
import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.alerts.timetable.Window;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonitorConfigurationTest {

  private static final ZoneId LONDON = ZoneId.of("Europe/London");

  @TempDir Path directory;

  private Written given(String... lines) {
    return Written.in(directory).yaml(String.join("\n", lines) + "\n");
  }

  @Test
  void a_monitor_has_all_that_is_written_and_defaults_for_the_rest() {
    Configuration read =
        given(
                "monitors:",
                "  backup: {crontab: '0 2 * * *', zone: Europe/London, grace: PT1H, ping-key: nightly,",
                "    finish-within: PT3H, maintenance: ['sat sun 22:00-06:00'], severity: warning, owner: web, runbook: 'docs/backup'}",
                "  beat: {every: PT5M, ping-key: beat}")
            .read();

    assertThat(read.monitors().values())
        .containsExactly(
            new Monitor(
                "backup",
                "nightly",
                new Plan(
                    CronTimetable.unix("0 2 * * *", LONDON),
                    Optional.of(maintenance("sat sun 22:00-06:00")),
                    Duration.ofHours(1),
                    Duration.ofHours(3)),
                new About(Severity.WARNING, "web", "docs/backup")),
            new Monitor(
                "beat",
                "beat",
                new Plan(
                    Interval.of(Duration.ofMinutes(5)),
                    Optional.empty(),
                    Duration.ofMinutes(10),
                    Duration.ofHours(1)),
                new About(Severity.CRITICAL, "", "")));
  }

  private static Blackout maintenance(String window) {
    return new Blackout("maintenance", LONDON, List.of(Window.parse(window)));
  }

  @Test
  void a_schedule_has_maintenance_windows_by_the_clock_of_its_zone() {
    Configuration read =
        given(
                "schedules:",
                "  cpu-reset: {maintenance: [2026-12-24T00:00/2026-12-27T00:00]}",
                "  report: {kind: command, cron: '0 0 3 * * ?', zone: Europe/London, argv: [x], maintenance: [sun 02:00-05:00]}")
            .read();

    assertThat(read.schedules().get("report").limits().maintenance())
        .contains(maintenance("sun 02:00-05:00"));
    assertThat(read.schedules().get("cpu-reset").limits().maintenance().orElseThrow().zone())
        .isEqualTo(ZoneId.of("UTC"));
    assertThat(read.schedules().get("canary").limits().maintenance()).isEmpty();
  }

  @Test
  void a_window_that_cannot_be_is_told_with_its_line() {
    assertThat(
            given("monitors:", "  beat: {every: PT5M, ping-key: beat, maintenance: [22:00-26:00]}")
                .problems())
        .containsExactly(
            "quartermaster.yaml:2: monitor 'beat': maintenance '22:00-26:00' has the time '26:00'; times go from 00:00 to 23:59, and 24:00; write it like 'sat sun 22:00-06:00', '12-25', '2027-01-01' or '2026-12-24T00:00/2026-12-27T00:00'");
    assertThat(
            given("monitors:", "  beat: {every: PT5M, ping-key: beat, severity: urgent}")
                .problems())
        .containsExactly(
            "quartermaster.yaml:2: monitor 'beat': severity 'urgent' is not one of critical, warning, info");
  }

  @Test
  void a_monitor_that_would_never_expect_anything_is_told() {
    assertThat(
            given(
                    "monitors:",
                    "  backup: {crontab: '0 2 * * *', ping-key: nightly, maintenance: ['01:00-04:00']}",
                    "  beat: {every: PT5M, ping-key: beat, maintenance: ['00:00-24:00']}")
                .problems())
        .containsExactly(
            "quartermaster.yaml:2: monitor 'backup': every expected time of '0 2 * * *' falls into maintenance, so that nothing is ever expected; leave a time outside of it",
            "quartermaster.yaml:3: monitor 'beat': every expected time of 'every PT5M' falls into maintenance, so that nothing is ever expected; leave a time outside of it");
  }
}
