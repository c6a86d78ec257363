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

/** What a person sees of the runs of a schedule. */
class SchedulesHistoryCommandTest {

  private static final Instant NOON = Instant.parse("2025-06-10T12:00:00Z");
  private static final String LONG = "nightly-report-of-everything-that-anybody-ever-asked-for";

  @TempDir Path directory;

  private TestDatabase test;
  private Program program;

  @BeforeEach
  void given() {
    test = TestDatabase.of(SchedulesHistoryCommandTest.class);
    test.clockAt(NOON);
    program =
        Program.in(directory)
            .on(
                test.database().settings(),
                "schedules:",
                "  " + LONG + ": {kind: command, every: PT1H, argv: [/bin/true], retries: 2,",
                "    owner: the-team-with-the-longest-name-of-all, description: \""
                    + "word ".repeat(40)
                    + "\"}");
    program.call("schedules", "pause", LONG).done();
    program.call("schedules", "resume", LONG).done();
  }

  @AfterEach
  void close() {
    test.close();
  }

  private void execute(String sql) {
    test.database().run(handle -> handle.execute(sql.replace("$NAME", LONG)));
  }

  private long run(String planned, String columns, String values) {
    return test.database()
        .transaction(
            handle ->
                handle
                    .createQuery(
                        "INSERT INTO run (schedule, planned_for, fired_by, fired_at, %s) VALUES ('%s', '%s', 'hk-1', '%s', %s) RETURNING id"
                            .formatted(columns, LONG, planned, planned, values))
                    .mapTo(Long.class)
                    .one());
  }

  private void ended(String planned, int seconds) {
    run(
        planned,
        "state, started_at, finished_at, outcome",
        "'finished', '%s', '%s'::timestamptz + interval '%d s', 'succeeded'"
            .formatted(planned, planned, seconds));
  }

  @Test
  void runs_stand_with_their_durations_and_with_what_was_decided_between_them() {
    ended("2025-06-10T05:00:00Z", 2);
    ended("2025-06-10T06:00:00Z", 4);
    ended("2025-06-10T09:00:00Z", 90);
    execute(
        "INSERT INTO catch_up (schedule, decided_by, policy, missed, first_missed, last_missed, says) VALUES ('$NAME', 'hk-1', 'coalesce', 2, '2025-06-10T07:00:00Z', '2025-06-10T08:00:00Z', '2 planned times were missed, 2025-06-10T07:00:00Z to 2025-06-10T08:00:00Z: the next run stands for them')");

    List<String> lines =
        Narrow.fits(program.call("schedules", "history", LONG).done()).out().lines().toList();
    JsonNode json = program.call("schedules", "history", LONG, "--json").done().json();

    assertThat(lines.get(0)).isEqualTo("took ▂▂█");
    assertThat(lines.get(1)).isEqualTo("     min 2.0 s, median 4.0 s, max 90.0 s; oldest first");
    assertThat(lines.get(4)).contains("2025-06-10 09:00:00Z  succeeded  90.0 s");
    assertThat(lines.get(5)).startsWith("    · coalesce: 2 planned times were missed, ");
    assertThat(lines.get(7)).contains("2025-06-10 06:00:00Z");
    assertThat(Ended.keys(json.get("runs").get(0)))
        .contains(
            "scheduled_for",
            "fired_at",
            "started_at",
            "finished_at",
            "node",
            "outcome",
            "items",
            "batches",
            "caught_up_misses",
            "error",
            "cause",
            "tries",
            "first_missed",
            "last_missed",
            "not_before");
    assertThat(Ended.keys(json.get("catch_up").get(0)))
        .containsExactly(
            "decided_at",
            "decided_by",
            "policy",
            "missed",
            "first_missed",
            "last_missed",
            "runs",
            "run",
            "says");
  }

  @Test
  void a_run_that_goes_on_and_one_that_waits_are_shown_as_such() {
    run(
        "2025-06-10T10:00:00Z",
        "state, started_at, pace",
        "'running', '2025-06-10T10:00:05Z', 'held back to a batch of 500 after 2 s: the standby is 40 s behind (limit 10 s)'");
    run(
        "2025-06-10T11:00:00Z",
        "state, not_before, tries, error",
        "'waiting', '2025-06-10T12:00:30Z', 2, 'exit code 1'");

    String out = Narrow.fits(program.call("schedules", "history", LONG).done()).out();
    JsonNode runs = program.call("schedules", "history", LONG, "--json").done().json().get("runs");
    Ended status = Narrow.fits(program.call("status"));

    assertThat(out)
        .contains("2025-06-10 11:00:00Z  waiting ")
        .contains("    waits until 2025-06-10 12:00:30Z at least; try 2 of 3\n    exit code 1\n")
        .contains("2025-06-10 10:00:00Z  running ")
        .contains("    held back to a batch of 500 after 2 s: the standby is 40 s behind");
    assertThat(runs.findValuesAsText("outcome")).containsExactly("waiting", "running");
    assertThat(runs.get(0).get("started_at").isNull()).isTrue();
    assertThat(runs.get(0).get("not_before").asText()).isEqualTo("2025-06-10T12:00:30Z");
    assertThat(runs.get(1).get("started_at").asText()).isEqualTo("2025-06-10T10:00:05Z");
    assertThat(status.out().replaceAll("\\s+", " "))
        .contains("held back to a batch of 500 after 2 s: the standby is");
  }

  @Test
  void a_failed_run_has_its_error_on_a_line_of_its_own_and_all_of_it_by_its_id() {
    long id =
        run(
            "2025-06-10T10:00:00Z",
            "state, started_at, finished_at, outcome, error",
            "'finished', '2025-06-10T10:00:05Z', '2025-06-10T10:00:09Z', 'failed', repeat('it broke ', 30) || E'\\nfor good'");
    execute(
        "INSERT INTO batch (run_id, number, state, slice, node, incarnation, attempt, claimed_at, finished_at, items) VALUES (%1$d, 1, 'split', '1-9', 'hk-1', gen_random_uuid(), 3, qm_now(), qm_now(), NULL), (%1$d, 2, 'done', '1-4', 'a-node-with-a-name-that-is-much-longer-than-it-should-be', gen_random_uuid(), 1, qm_now(), qm_now() + interval '2 s', 4)"
            .formatted(id));
    execute("UPDATE batch SET part_of = 1 WHERE number = 2");
    execute(
        "INSERT INTO run_log (run_id, node, line) VALUES (%d, 'hk-1', E'said\\x1b[31m this')"
            .formatted(id));

    String[] one = {"schedules", "history", LONG, "--run", Long.toString(id)};
    Ended listed = Narrow.fits(program.call("schedules", "history", LONG).done());
    Ended shown = Narrow.fits(program.call(one).done());
    JsonNode json =
        program
            .call("schedules", "history", LONG, "--run", Long.toString(id), "--json")
            .done()
            .json();

    assertThat(listed.out()).containsPattern("\n    it broke it broke .*…\n");
    assertThat(shown.out()).contains("for good", "part of 1", "12:00:00.000  hk-1  said?[31m this");
    assertThat(Ended.keys(json)).containsExactly("schedule", "runs", "batches", "log");
    assertThat(Ended.keys(json.get("batches").get(0)))
        .containsExactly(
            "number", "state", "node", "attempt", "items", "took_s", "part_of", "item", "error");
    assertThat(json.at("/batches/1/part_of").asInt()).isEqualTo(1);
    assertThat(json.at("/log/0/line").asText()).isEqualTo("said\u001b[31m this");
    program
        .call("schedules", "history", "cpu-reset", "--run", Long.toString(id))
        .failed(
            2,
            "there is no run %d of 'cpu-reset'; 'schedules history cpu-reset' shows the newest"
                .formatted(id));
  }
}
