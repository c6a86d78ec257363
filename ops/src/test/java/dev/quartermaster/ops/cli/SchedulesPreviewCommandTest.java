package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database of its configuration is away throughout. */
class SchedulesPreviewCommandTest {

  private static final String YAML =
      """
      database: {url: "jdbc:postgresql://127.0.0.1:1/nowhere", password: x}
      calendars:
        freeze: {zone: Europe/London, windows: [2026-12-24T00:00/2026-12-27T00:00]}
        always: {windows: ["00:00-12:00"]}
      schedules:
        dump: {kind: command, argv: [dump], crontab: "30 1 * * *", zone: Europe/London, jitter: PT30S}
        hourly: {kind: command, argv: [a], crontab: "30 * * * *", zone: Europe/London, enabled: false}
        careful: {kind: command, argv: [a], crontab: "0 */12 * * *", zone: Europe/London, except: [freeze]}
        past: {kind: command, argv: [a], cron: "0 0 12 1 1 ? 2020"}
      """;

  @TempDir Path directory;

  private Program program = Program.in(Path.of(""));

  @BeforeEach
  void configure() {
    program = Program.in(directory).configured(YAML);
  }

  private Ended preview(String schedule, String from, String... more) {
    String[] line = new String[5 + more.length];
    System.arraycopy(
        new String[] {"schedules", "preview", schedule, "--from", from}, 0, line, 0, 5);
    System.arraycopy(more, 0, line, 5, more.length);
    return program.call(line);
  }

  @Test
  void the_next_firings_are_shown_in_local_time_with_what_the_clock_does_to_them() {
    assertThat(preview("dump", "2027-03-27T00:00:00Z", "--count", "3").done().out())
        .isEqualTo(
            """
            dump: 30 1 * * * (Europe/London)
            Each start is put off by up to 30 s (jitter).
            FIRES AT              LOCAL TIME
            2027-03-27 01:30:00Z  Sat 2027-03-27 01:30:00 +00:00
            2027-03-28 01:00:00Z  Sun 2027-03-28 02:00:00 +01:00
                01:30 is skipped on 2027-03-28, as the clock goes from 01:00 to 02:00: fires
                once, at 02:00
            2027-03-29 00:30:00Z  Mon 2027-03-29 01:30:00 +01:00
            """);
    assertThat(preview("hourly", "2026-10-25T00:00:00Z", "--count", "2").done().out())
        .isEqualTo(
            """
            hourly: 30 * * * * (Europe/London)
            It is disabled: nothing of this fires until `enabled: true`.
            FIRES AT              LOCAL TIME
            2026-10-25 00:30:00Z  Sun 2026-10-25 01:30:00 +01:00
                01:30 comes twice that day: fires both times, this is the first
            2026-10-25 01:30:00Z  Sun 2026-10-25 01:30:00 +00:00
                01:30 comes twice that day: fires both times, this is the second
            """);
  }

  @Test
  void times_that_a_calendar_took_away_are_shown() {
    assertThat(preview("careful", "2026-12-23T06:00:00Z", "--count", "2").done().out())
        .isEqualTo(
            """
            careful: 0 */12 * * * except freeze (Europe/London)
            FIRES AT              LOCAL TIME
            2026-12-23 12:00:00Z  Wed 2026-12-23 12:00:00 +00:00
                freeze leaves out 6 planned times before it, 2026-12-24 00:00:00 to
                2026-12-26 12:00:00
            2026-12-27 00:00:00Z  Sun 2026-12-27 00:00:00 +00:00
            """);
  }

  @Test
  void the_document_has_each_firing_with_its_note() {
    JsonNode dump = preview("dump", "2026-10-24T12:00:00Z", "--count", "2", "--json").done().json();
    JsonNode careful =
        preview("careful", "2026-12-23T18:00:00Z", "--count", "1", "--json").done().json();

    assertThat(dump.at("/zone").asText()).isEqualTo("Europe/London");
    assertThat(dump.at("/jitter_s").asDouble()).isEqualTo(30);
    assertThat(dump.at("/firings/0").toString())
        .isEqualTo(
            "{\"at\":\"2026-10-25T00:30:00Z\",\"local\":\"2026-10-25T01:30:00+01:00\",\"offset\":\"+01:00\",\"note\":\"01:30 comes twice that day: fires the first time only\",\"removed\":null}");
    assertThat(dump.at("/firings/1/note").isNull()).isTrue();
    assertThat(careful.at("/firings/0/removed").toString())
        .isEqualTo(
            "{\"first\":\"2026-12-24T00:00:00Z\",\"last\":\"2026-12-26T12:00:00Z\",\"times\":6,\"and_more\":false,\"calendars\":[\"freeze\"]}");
    assertThat(careful.at("/firings/0/note").asText()).startsWith("freeze leaves out 6 ");
  }

  @Test
  void ten_firings_from_now_on_are_shown_when_nothing_else_is_said() {
    JsonNode document = program.call("schedules", "preview", "cpu-reset", "--json").done().json();

    assertThat(document.get("firings")).hasSize(10);
    assertThat(document.get("when").asText()).isEqualTo("every PT1M");
    assertThat(document.get("zone").asText()).isEqualTo("UTC");
  }

  @Test
  void what_fires_no_more_says_so() {
    assertThat(preview("past", "2026-01-01T00:00:00Z").done().out())
        .isEqualTo("past: 0 0 12 1 1 ? 2020 (UTC)\nThere is no planned time any more.\n");
  }

  @Test
  void what_is_typed_wrong_is_told() {
    program
        .call("schedules", "preview", "dmp")
        .failed(2, "there is no schedule 'dmp'; did you mean 'dump'?");
    program
        .call("schedules", "preview", "dump", "--count", "0")
        .failed(2, "--count is 0; it goes from 1 to 1000");
    preview("dump", "tomorrow")
        .failed(2, "--from 'tomorrow' is not a time with its zone; write 2026-11-21T03:00:00Z");
  }
}
