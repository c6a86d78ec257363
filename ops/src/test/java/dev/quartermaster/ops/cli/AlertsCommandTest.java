package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.alerts.alert.Alert;
import dev.quartermaster.db.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts that are open, and those who take them on. */
class AlertsCommandTest {

  private static final Instant NOON = Instant.parse("2025-06-10T12:00:45Z");

  @TempDir Path directory;

  private TestDatabase test;
  private Program program;
  private Planted planted;

  @BeforeEach
  void given() {
    test = TestDatabase.of(AlertsCommandTest.class);
    test.clockAt(NOON);
    planted = new Planted(test.database());
    program =
        Program.in(directory)
            .on(
                test.database().settings(),
                "channels: {page-me: {type: command, argv: [/bin/true]}, log: {type: log}}",
                "routes: [{channels: [page-me, log]}]");
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void what_is_open_is_listed_the_worst_first_and_told_by_status() {
    planted.notFiringAndSetAside("cpu-reset", "usage-rollup");
    test.clockForward(Duration.ofMinutes(3));

    Ended listed = Narrow.fits(program.run("alerts", "list").done());
    JsonNode json = program.call("alerts", "list", "--json").done().json();
    JsonNode status = program.call("status", "--json").done().json();

    assertThat(listed.out())
        .containsPattern("ID +STATE +SEVERITY +SINCE +WHAT\n")
        .containsPattern(
            "firing +critical +3 min ago +ScheduleNotFiring cpu-reset\n    cpu-reset has not fired")
        .containsPattern("firing +warning +3 min ago +QuarantinedItems usage-rollup\n");
    assertThat(json.get("alerts").findValuesAsText("subject"))
        .containsExactly("cpu-reset", "usage-rollup");
    assertThat(json.get("silences")).isEmpty();
    assertThat(Ended.keys(status.get("alerts").get(0)))
        .contains("id", "name", "state", "since", "severity", "summary");
    assertThat(status.at("/alerts/0/since").asText()).isEqualTo("2025-06-10T12:00:45Z");
    assertThat(Ended.keys(status.get("alert_path")))
        .containsExactly("last_proved_at", "ok", "drill");
    assertThat(status.at("/alert_path/ok").asBoolean()).isFalse();
    assertThat(status.get("ok").asBoolean()).isFalse();
    assertThat(status.get("problems").toString())
        .contains("alert 1: cpu-reset has not fired", "alert 2: ");
    assertThat(status.get("doing").toString()).contains("alert 1: ");
  }

  @Test
  void nothing_open_is_said_and_what_is_over_is_still_to_be_seen() {
    assertThat(program.call("alerts", "list").done().out()).isEqualTo("No alert is open.\n");
    assertThat(program.call("alerts", "list", "--all").done().out())
        .isEqualTo("There was no alert yet.\n");

    planted.notFiring("cpu-reset");
    test.clockForward(Duration.ofMinutes(1));
    planted.notFiring();

    assertThat(program.call("alerts", "list").done().out()).isEqualTo("No alert is open.\n");
    assertThat(program.call("alerts", "list", "--all").done().out())
        .containsPattern("resolved +critical +1 min ago +ScheduleNotFiring cpu-reset");
  }

  @Test
  void one_is_shown_with_all_that_happened_and_who_was_told() {
    planted.notFiring("cpu-reset");
    String id = id("cpu-reset");

    Ended shown = Narrow.fits(program.run("alerts", "show", id).done());
    JsonNode json = program.call("alerts", "show", id, "--json").done().json();

    assertThat(shown.out())
        .startsWith(
            "ScheduleNotFiring cpu-reset\nfiring, critical, since 2025-06-10 12:00:45Z (0 s ago)\ncpu-reset has not fired")
        .contains("  runbook: ops/runbooks/cpu-reset.md\n", "  planned: 2025-06-10T12:00:00Z\n")
        .containsPattern("12:00:45Z +began\n    cpu-reset has not fired")
        .containsPattern("page-me +firing +queued +0\n")
        .doesNotContain("\u001b", "…");
    assertThat(Ended.keys(json))
        .contains("runbook", "details", "labels", "events", "deliveries", "acknowledged_by");
    assertThat(json.at("/events").findValuesAsText("kind")).containsExactly("began", "fired");
    assertThat(json.at("/deliveries/0/channel").asText()).isEqualTo("page-me");
    assertThat(json.at("/labels/owner").asText()).isEqualTo("web");
  }

  @Test
  void whoever_takes_it_on_is_named_and_nobody_else_is_told() {
    planted.notFiring("cpu-reset");
    Alert alert = planted.of("cpu-reset");
    String id = id("cpu-reset");

    Ended dry = program.call("alerts", "ack", id, "--dry-run").done();
    assertThat(dry.out())
        .isEqualTo(
            "Alert %s (ScheduleNotFiring cpu-reset) would be yours until 2025-06-10 16:00:45Z (in 4 h).\n"
                .formatted(id));
    assertThat(planted.of("cpu-reset")).isEqualTo(alert);
    assertThat(planted.trail()).isEmpty();

    JsonNode json =
        program
            .run("alerts", "ack", id, "--for", "PT30M", "--reason", "looking", "--json")
            .done()
            .json();
    Ended listed = Narrow.fits(program.call("alerts", "list").done());

    assertThat(json.get("state").asText()).isEqualTo("acknowledged");
    assertThat(json.get("acknowledged_until").asText()).isEqualTo("2025-06-10T12:30:45Z");
    assertThat(listed.out()).contains(" has it, until 2025-06-10 12:30:45Z");
    assertThat(planted.told(alert)).containsExactly("firing", "acknowledged");
    assertThat(planted.trail()).containsExactly("alerts ack | %s | looking".formatted(id));
  }

  @Test
  void one_is_ended_by_hand_once() {
    planted.notFiring("cpu-reset");
    Alert alert = planted.of("cpu-reset");
    String id = id("cpu-reset");

    Ended dry = program.call("alerts", "resolve", id, "--dry-run").done();
    Ended ended = program.run("alerts", "resolve", id, "--reason", "mended").done();

    assertThat(dry.out())
        .isEqualTo(
            "Alert %s (ScheduleNotFiring cpu-reset) would be over; if its cause still holds, it comes back.\n"
                .formatted(id));
    assertThat(ended.out()).contains("is over; if its cause still holds, it comes back.");
    assertThat(planted.told(alert)).containsExactly("firing", "resolved");
    program.call("alerts", "resolve", id).failed(3, "alert %s is over already".formatted(id));
    program.call("alerts", "ack", id).failed(3, "alert %s is over already".formatted(id));
    assertThat(planted.trail()).containsExactly("alerts resolve | %s | mended".formatted(id));
  }

  @Test
  void what_is_not_there_or_not_a_time_is_named_with_the_mend() {
    planted.notFiring("cpu-reset");
    String id = id("cpu-reset");

    for (String act : new String[] {"show", "ack", "resolve"}) {
      program
          .call("alerts", act, "4711")
          .failed(2, "there is no alert 4711; open are: %s".formatted(id));
    }
    program
        .call("alerts", "ack", id, "--for", "30m")
        .failed(2, "--for '30m' is not a length of time; write PT2H or PT30M");
    program
        .call("alerts", "ack", id, "--for", "P30D")
        .failed(2, "--for is P30D; it goes from 1 min to 7 d");
    assertThat(program.call("alerts", "ack", "first").code()).isEqualTo(2);
    assertThat(planted.trail()).isEmpty();
  }

  private String id(String schedule) {
    return Long.toString(planted.of(schedule).id());
  }
}
