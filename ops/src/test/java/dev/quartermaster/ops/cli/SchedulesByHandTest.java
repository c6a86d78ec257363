package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.db.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schedules that a person pauses, resumes, and runs afterwards; no daemon is up. */
class SchedulesByHandTest {

  private static final Instant NOON = Instant.parse("2025-06-10T12:00:00Z");
  private static final String[] BACKFILL = {
    "schedules", "backfill", "hourly", "--from", "2025-06-10T09:00:00Z", "--to"
  };

  @TempDir Path directory;

  private TestDatabase test;
  private Program program;

  @BeforeEach
  void given() {
    test = TestDatabase.of(SchedulesByHandTest.class);
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

  private Ended backfill(String to, String... more) {
    String[] command = new String[BACKFILL.length + 1 + more.length];
    System.arraycopy(BACKFILL, 0, command, 0, BACKFILL.length);
    command[BACKFILL.length] = to;
    System.arraycopy(more, 0, command, BACKFILL.length + 1, more.length);
    return program.call(command);
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
        .containsExactly("schedule", "state", "already_paused", "paused_at", "paused_by", "reason");
    assertThat(first.get("already_paused").asBoolean()).isFalse();
    assertThat(second.out())
        .startsWith("hourly: was paused already, since 2025-06-10 12:00:01Z (5 min ago) by ")
        .endsWith(": x\n");
    assertThat(trail()).hasSize(1);
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
  void backfill_puts_the_times_without_a_run_on_record_and_says_that_they_wait() {
    Ended dry = backfill("2025-06-10T11:30:00Z", "--dry-run").done();
    backfill("2025-06-10T11:30:00Z")
        .failed(
            3,
            "3 runs of hourly would start: not on a terminal, so say --yes (or --dry-run to look first)");

    JsonNode json =
        backfill("2025-06-10T11:30:00Z", "--yes", "--every", "PT10S", "--json").done().json();
    Ended again = backfill("2025-06-10T12:00:00Z", "--reason", "forgotten").done();

    assertThat(dry.out()).contains("3 planned times, 0 had a run", "These would run, PT1S apart.");
    assertThat(Ended.keys(json))
        .containsExactly("schedule", "planned", "had_a_run", "a_node_is_up", "runs");
    assertThat(json.get("runs").findValuesAsText("scheduled_for"))
        .containsExactly("2025-06-10T09:00:00Z", "2025-06-10T10:00:00Z", "2025-06-10T11:00:00Z");
    assertThat(json.get("runs").findValuesAsText("not_before"))
        .containsExactly("2025-06-10T12:00:01Z", "2025-06-10T12:00:11Z", "2025-06-10T12:00:21Z");
    assertThat(json.get("a_node_is_up").asBoolean()).isFalse();
    assertThat(again.out())
        .startsWith("hourly: 4 planned times, 3 had a run\n")
        .endsWith("No node is up: they wait until one is; start one with 'up' or 'node'.\n");
    assertThat(backfill("2025-06-10T12:00:00Z").done().out())
        .isEqualTo("hourly: 4 planned times, 4 had a run: there is nothing to run.\n");
    assertThat(trail())
        .containsExactly(
            "schedules backfill 2025-06-10T09:00:00Z to 2025-06-10T11:30:00Z | hourly",
            "schedules backfill 2025-06-10T09:00:00Z to 2025-06-10T12:00:00Z | hourly | forgotten");
    assertThat(Narrow.fits(program.call("schedules", "history", "hourly").done()).out())
        .containsPattern("2025-06-10 11:00:00Z  waiting ")
        .contains(
            "a planned time that was missed; waits until 2025-06-10 12:00:21Z at least");
  }

  @Test
  void a_span_that_cannot_be_backfilled_is_refused_with_its_mend() {
    backfill("2025-06-10T08:00:00Z")
        .failed(2, "--to 2025-06-10T08:00:00Z is before --from 2025-06-10T09:00:00Z");
    backfill("2025-06-10T13:00:00Z")
        .failed(2, "--to 2025-06-10T13:00:00Z is in the future; it is 2025-06-10T12:00:01Z now");
    backfill("noon")
        .failed(2, "--to 'noon' is not a time with its zone; write 2026-11-21T03:00:00Z");
    backfill("2025-06-10T12:00:00Z", "--every", "1s")
        .failed(2, "--every '1s' is not a length of time; write PT1S");
    backfill("2025-06-10T12:00:00Z", "--every", "P2D")
        .failed(2, "--every is P2D; it goes from PT0S to P1D");
    program
        .call(
            "schedules backfill cpu-reset --yes --from 2025-06-01T00:00:00Z --to 2025-06-10T12:00:00Z"
                .split(" "))
        .failed(
            3,
            "cpu-reset has more than 10,000 planned times from 2025-06-01T00:00:00Z to 2025-06-10T12:00:00Z: backfill a shorter span, up to 2025-06-07T22:39:00Z first");
    assertThat(trail()).isEmpty();
  }

  @Test
  void a_name_that_is_mistyped_is_answered_with_the_nearest() {
    for (String act : List.of("run", "show", "history", "pause", "resume")) {
      program
          .call("schedules", act, "hourli")
          .failed(2, "there is no schedule 'hourli'; did you mean 'hourly'?");
    }
  }

  @Test
  void backfill_of_a_paused_schedule_says_that_it_waits_for_resume() {
    program.call("schedules", "pause", "hourly").done();

    Ended ended = backfill("2025-06-10T09:00:00Z").done();

    assertThat(ended.out())
        .endsWith("hourly is paused: they wait until 'schedules resume hourly'.\n");
  }
}
