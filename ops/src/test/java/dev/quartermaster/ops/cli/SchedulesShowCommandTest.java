package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.db.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees of a schedule. */
class SchedulesShowCommandTest {

  private static final Instant NOON = Instant.parse("2025-06-10T12:00:00Z");
  private static final String LONG = "nightly-report-of-everything-that-anybody-ever-asked-for";

  @TempDir Path directory;

  private TestDatabase test;
  private Program program;

  @BeforeEach
  void given() {
    test = TestDatabase.of(SchedulesShowCommandTest.class);
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

  @Test
  void a_schedule_with_long_names_fits_a_terminal() {
    execute(
        "INSERT INTO trigger_repair (schedule, node, found, did) VALUES ('$NAME', 'hk-1', 'stuck ACQUIRED for 4 min without a fired row', 'set to WAITING')");

    String listed = Narrow.fits(program.call("schedules", "list").done()).out();
    String shown = Narrow.fits(program.call("schedules", "show", LONG).done()).out();
    JsonNode json = program.call("schedules", "show", LONG, "--json").done().json();

    assertThat(listed).contains("nightly-report-").contains("…");
    assertThat(shown)
        .contains("catch-up      coalesce: one run stands for all times that were missed")
        .contains("retries       a run that fails is tried again, 2 times at most");
    assertThat(shown.replaceAll("\\s+", " "))
        .contains("stuck ACQUIRED for 4 min without a fired row: set to WAITING");
    assertThat(Ended.keys(json))
        .contains(
            "name",
            "kind",
            "when",
            "catch_up",
            "overlap",
            "jitter",
            "retries",
            "paused",
            "guarantee",
            "backlog",
            "set_aside",
            "last_catch_up",
            "repairs");
    assertThat(json.at("/repairs/0/did").asText()).isEqualTo("set to WAITING");
  }

  @Test
  void a_backlog_that_grows_is_said_out_loud() {
    execute(
        "INSERT INTO backlog_sample (schedule, at, items, oldest_s, done) SELECT '$NAME', qm_now() - make_interval(mins => 20 * (10 - n)), 1000 * n, 60 * n, 10 * n FROM generate_series(1, 10) AS n");

    Ended status = Narrow.fits(program.call("status"));
    JsonNode shown = program.call("schedules", "show", LONG, "--json").done().json();

    assertThat(status.out()).contains("arrivals are faster than the drain");
    assertThat(shown.at("/backlog/items").asLong()).isEqualTo(10_000);
    assertThat(Narrow.fits(program.call("schedules", "show", LONG).done()).out())
        .contains("backlog       10,000 wait, the oldest for ");
  }

  @Test
  void the_outcome_that_a_job_stands_for_is_asked_for() {
    String shown = Narrow.fits(program.call("schedules", "show", "cpu-reset").done()).out();
    JsonNode json = program.call("schedules", "show", "cpu-reset", "--json").done().json();

    assertThat(shown).containsPattern("guarantee +no account [^:]+: holds\n");
    assertThat(json.at("/guarantee/holds").asBoolean()).isTrue();
    assertThat(json.at("/guarantee/violations").asLong()).isZero();
  }
}
