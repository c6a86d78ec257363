package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.db.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schedules that a person pauses and resumes; no daemon is up. */
class SchedulesPauseCommandTest {

  private static final Instant NOON = Instant.parse("2025-06-10T12:00:00Z");
  @TempDir Path directory;

  private TestDatabase test;
  private Program program;

  @BeforeEach
  void given() {
    test = TestDatabase.of(SchedulesPauseCommandTest.class);
    test.clockAt(NOON.plusSeconds(1));
    program =
        Program.in(directory)
            .on(
                test.database().settings(),
                "schedules: {hourly: {kind: command, every: PT1H, argv: [/bin/true]}}");
  }

  @AfterEach
  void close() {
    test.close();
  }

  private List<String> trail() {
    return test.database()
        .transaction(
            handle ->
                handle
                    .createQuery(
                        "SELECT concat_ws(' | ', act, target, reason) FROM audit ORDER BY id")
                    .mapTo(String.class)
                    .list());
  }

  private JsonNode status(String schedule) {
    for (JsonNode one : program.call("status", "--json").done().json().get("schedules")) {
      if (one.get("name").asText().equals(schedule)) {
        return one;
      }
    }
    throw new AssertionError("no schedule " + schedule);
  }

  @Test
  void a_paused_schedule_is_shown_as_paused_and_is_not_late() {
    program.call("schedules", "pause", "hourly", "--reason", "a migration").done();
    test.clockForward(Duration.ofHours(5));

    JsonNode paused = status("hourly");
    Ended shown = program.call("schedules", "show", "hourly").done();

    assertThat(paused.get("state").asText()).isEqualTo("paused");
    assertThat(paused.get("next_fire_at").isNull()).isTrue();
    assertThat(paused.get("late_by_s").asLong()).isZero();
    assertThat(shown.out())
        .containsPattern("paused +since 2025-06-10 12:00:01Z \\(5 h ago\\) by ")
        .contains("a migration");
    assertThat(trail()).containsExactly("schedules pause | hourly | a migration");
  }

  @Test
  void pausing_twice_tells_who_did_it_first_and_changes_nothing() {
    JsonNode first =
        program.call("schedules", "pause", "hourly", "--reason", "x", "--json").done().json();
    test.clockForward(Duration.ofMinutes(5));

    Ended second = program.call("schedules", "pause", "hourly", "--reason", "y").done();

    assertThat(Ended.keys(first))
        .containsExactly(
            "schedule",
            "state",
            "already_paused",
            "paused_at",
            "paused_by",
            "reason",
            "paused_until");
    assertThat(first.get("already_paused").asBoolean()).isFalse();
    assertThat(second.out())
        .startsWith("hourly: was paused already, since 2025-06-10 12:00:01Z (5 min ago) by ")
        .endsWith(": x\n");
    assertThat(trail()).hasSize(1);
  }

  @Test
  void a_pause_can_have_an_end() {
    Ended paused = program.call("schedules", "pause", "hourly", "--for", "PT2H").done();
    Ended again = program.call("schedules", "pause", "hourly", "--until", "2025-06-12T00:00:00Z");
    JsonNode shown = program.call("schedules", "show", "hourly", "--json").done().json();

    assertThat(paused.out())
        .isEqualTo(
            "hourly: paused until 2025-06-10 14:00:01Z (in 2 h); 'schedules resume hourly' ends it\n");
    assertThat(again.code()).isEqualTo(3);
    assertThat(again.err())
        .contains(
            "hourly is paused already", "until 2025-06-10 14:00:01Z", "'schedules resume hourly'");
    assertThat(shown.at("/paused/until").asText()).isEqualTo("2025-06-10T14:00:01Z");
  }

  @Test
  void an_end_that_is_none_is_refused() {
    refused("--for 'soon' is not a length of time; write PT2H or PT30M", "--for", "soon");
    refused(
        "--until 2025-06-10T11:00:00Z has passed; it is 2025-06-10 12:00:01Z now",
        "--until",
        "2025-06-10T11:00:00Z");
    refused(
        "--for and --until say the same; give one of them",
        "--until",
        "2025-06-11T11:00:00Z",
        "--for",
        "PT1H");
    assertThat(status("hourly").get("state").asText()).isNotEqualTo("paused");
  }

  private void refused(String why, String... options) {
    List<String> line = new ArrayList<>(List.of("schedules", "pause", "hourly"));
    line.addAll(List.of(options));
    program.call(line.toArray(String[]::new)).failed(2, why);
  }

  @Test
  void a_resumed_schedule_is_not_late_and_tells_what_passed_and_how_to_run_it() {
    program.call("schedules", "pause", "hourly").done();
    test.clockAt(NOON.plus(Duration.ofMinutes(190)));

    Ended dry = program.call("schedules", "resume", "hourly", "--dry-run").done();
    Ended resumed = program.call("schedules", "resume", "hourly", "--reason", "done").done();
    JsonNode after = status("hourly");
    Ended again = program.call("schedules", "resume", "hourly").done();

    assertThat(dry.out()).startsWith("hourly: would be resumed; it was paused since ");
    assertThat(resumed.out())
        .startsWith("hourly: resumed; it was paused since 2025-06-10 12:00:01Z by ")
        .contains("3 planned times passed meanwhile and will not run.")
        .endsWith(
            "  schedules backfill hourly --from 2025-06-10T13:00:00Z --to 2025-06-10T15:00:00Z\n");
    assertThat(after.get("state").asText()).isEqualTo("ok");
    assertThat(after.get("late_by_s").asLong()).isZero();
    assertThat(after.get("next_fire_at").asText()).isEqualTo("2025-06-10T16:00:00Z");
    assertThat(again.out()).isEqualTo("hourly: was not paused\n");
    assertThat(trail())
        .containsExactly("schedules pause | hourly", "schedules resume | hourly | done");
  }

  @Test
  void what_passed_in_a_pause_is_in_the_history() {
    program.call("schedules", "pause", "hourly").done();
    test.clockForward(Duration.ofHours(2));
    JsonNode resumed = program.call("schedules", "resume", "hourly", "--json").done().json();

    JsonNode history = program.call("schedules", "history", "hourly", "--json").done().json();

    assertThat(resumed.get("passed").asLong()).isEqualTo(2);
    assertThat(Ended.keys(resumed))
        .containsExactly(
            "schedule",
            "was_paused",
            "paused_at",
            "paused_by",
            "passed",
            "first_passed",
            "last_passed");
    assertThat(history.at("/catch_up/0/policy").asText()).isEqualTo("paused");
    assertThat(history.at("/catch_up/0/missed").asLong()).isEqualTo(2);
    assertThat(program.call("schedules", "history", "hourly").done().out())
        .contains("· paused: 2 planned times passed while it was paused by ");
  }

  @Test
  void a_name_that_is_mistyped_is_answered_with_the_nearest() {
    for (String act : List.of("run", "show", "history", "pause", "resume")) {
      program
          .call("schedules", act, "hourli")
          .failed(2, "there is no schedule 'hourli'; did you mean 'hourly'?");
    }
  }
}
