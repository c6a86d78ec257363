package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.db.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Planned times that a person runs afterwards; no daemon is up. */
class SchedulesBackfillCommandTest {

  private static final Instant NOON = Instant.parse("2025-06-10T12:00:00Z");
  private static final String[] BACKFILL = {
    "schedules", "backfill", "hourly", "--from", "2025-06-10T09:00:00Z", "--to"
  };

  @TempDir Path directory;

  private TestDatabase test;
  private Program program;

  @BeforeEach
  void given() {
    test = TestDatabase.of(SchedulesBackfillCommandTest.class);
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

  private Ended backfill(String to, String... more) {
    String[] command = new String[BACKFILL.length + 1 + more.length];
    System.arraycopy(BACKFILL, 0, command, 0, BACKFILL.length);
    command[BACKFILL.length] = to;
    System.arraycopy(more, 0, command, BACKFILL.length + 1, more.length);
    return program.call(command);
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

    assertThat(dry.out()).contains("3 planned times, 0 had a run", "These would run, 1 s apart.");
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
        .contains("a planned time that was missed; waits until 2025-06-10 12:00:21Z at least");
  }

  @Test
  void a_span_that_cannot_be_backfilled_is_refused_with_its_mend() {
    backfill("2025-06-10T08:00:00Z")
        .failed(2, "--to 2025-06-10T08:00:00Z is before --from 2025-06-10T09:00:00Z");
    backfill("2025-06-10T13:00:00Z")
        .failed(2, "--to 2025-06-10T13:00:00Z is in the future; it is 2025-06-10 12:00:01Z now");
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
  void backfill_of_a_paused_schedule_says_that_it_waits_for_resume() {
    program.call("schedules", "pause", "hourly").done();

    Ended ended = backfill("2025-06-10T09:00:00Z").done();

    assertThat(ended.out())
        .endsWith("hourly is paused: they wait until 'schedules resume hourly'.\n");
  }
}
