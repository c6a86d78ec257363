package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.run.Pauses;
import dev.quartermaster.jobs.schedule.BuiltInSchedules;
import dev.quartermaster.jobs.simulate.Simulation;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.NewAccount;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.ChargePolicy;
import dev.quartermaster.quota.charge.Charges;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.charge.UsageRecord;
import dev.quartermaster.quota.charge.UsageReport;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No daemon is up throughout. */
class SimulateOutageCommandTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final int ACCOUNTS = 2_000;

  @TempDir Path directory;

  private TestDatabase test;
  private Program program;

  @BeforeEach
  void given() {
    test = TestDatabase.of(SimulateOutageCommandTest.class);
    test.clockAt(NOW);
    program =
        Program.in(directory)
            .on(
                test.database().settings(),
                "schedules:",
                "  report: {kind: command, argv: [a], every: PT1H, catch-up: skip}",
                "  bill: {kind: command, argv: [a], every: PT1H, catch-up: backfill, catch-up-limit: 10}",
                "  yearly: {kind: command, argv: [a], cron: '0 0 0 1 1 ?'}",
                "  off: {kind: command, argv: [a], every: PT1H, enabled: false}");
  }

  @AfterEach
  void close() {
    test.close();
  }

  /** Accounts whose period ends at midnight. */
  private void accounts() {
    List<Username> names =
        IntStream.range(0, ACCOUNTS).mapToObj(i -> Username.of("user-" + i)).toList();
    Instant midnight = Instant.parse("2026-11-22T00:00:00Z");
    List<NewAccount> accounts =
        names.stream()
            .map(
                name ->
                    new NewAccount(
                        name, "free", Optional.empty(), Optional.of(midnight), ZoneOffset.UTC))
            .toList();
    test.database().run(handle -> Accounts.register(handle, accounts));
    List<UsageRecord> used =
        names.stream()
            .map(name -> new UsageRecord(name, "console", CpuTime.ofSeconds(101), NOW))
            .toList();
    new Charges(test.database(), ChargePolicy.DEFAULT).charge(new UsageReport("host-1", 1, used));
  }

  /** A run that has settled so many periods in so many seconds, on so many nodes. */
  private void measured(long periods, int seconds, int nodes) {
    test.database()
        .run(
            handle -> {
              handle.execute(
                  """
                  INSERT INTO run (schedule, planned_for, state, outcome, finished_at, fired_by, cause, batches)
                  VALUES ('cpu-reset', qm_now() - interval '1 hour', 'finished', 'succeeded', qm_now(), 'hk-1', 'planned', ?)
                  """,
                  nodes);
              handle.execute(
                  """
                  INSERT INTO batch (run_id, number, state, slice, node, incarnation, claimed_at, finished_at, items)
                  SELECT id, n, 'done', '', 'hk-' || n, gen_random_uuid(), planned_for,
                         planned_for + make_interval(secs => ?), ? / ?
                    FROM run, generate_series(1, ?) AS n
                  """,
                  seconds,
                  periods,
                  nodes,
                  nodes);
            });
  }

  private JsonNode simulate(String... more) {
    String[] line = new String[more.length + 3];
    line[0] = "simulate";
    line[1] = "outage";
    line[2] = "--json";
    System.arraycopy(more, 0, line, 3, more.length);
    return program.call(line).done().json();
  }

  private static JsonNode run(JsonNode document, String schedule) {
    for (JsonNode run : document.get("runs")) {
      if (run.get("schedule").asText().equals(schedule)) {
        return run;
      }
    }
    return Assertions.fail("no " + schedule + " in " + document);
  }

  @Test
  void each_schedule_shows_what_would_be_missed_and_what_would_run() {
    JsonNode document = simulate("--for", "PT26H1M");

    JsonNode reset = run(document, "cpu-reset");
    assertThat(Ended.keys(reset))
        .contains("schedule", "missed", "decided", "runs", "first_missed", "last_missed", "says");
    assertThat(reset.get("missed").asInt()).isEqualTo(26 * 60 + 1);
    assertThat(reset.get("caught_up_misses").asInt()).isEqualTo(26 * 60);
    assertThat(reset.get("decided").asText()).isEqualTo("coalesce");
    assertThat(reset.get("runs").asInt()).isEqualTo(1);
    assertThat(reset.get("first_missed").asText()).isEqualTo("2026-11-21T12:01:00Z");
    assertThat(reset.get("last_missed").asText()).isEqualTo("2026-11-22T14:01:00Z");
    assertThat(run(document, "report").get("decided").asText()).isEqualTo("skip");
    assertThat(run(document, "report").get("runs").asInt()).isZero();
    assertThat(run(document, "bill").get("runs").asInt()).isEqualTo(11);
    assertThat(run(document, "bill").get("let_go").asInt()).isEqualTo(15);
    assertThat(run(document, "yearly").get("decided").asText()).isEqualTo("none");
    assertThat(run(document, "yearly").get("first_missed").isNull()).isTrue();
    assertThat(document.get("left_out").toString())
        .contains("{\"schedule\":\"off\",\"why\":\"disabled\"}");
  }

  @Test
  void the_backlog_rises_to_what_ends_and_falls_at_the_rate_that_was_measured() {
    accounts();
    measured(4_000, 10, 2);

    JsonNode document = simulate("--for", "PT26H");

    assertThat(Ended.keys(document)).contains("backlog_peak", "drained_after_s", "runs", "curve");
    assertThat(document.get("backlog_peak").asInt()).isEqualTo(ACCOUNTS);
    assertThat(document.get("drained_after_s").asDouble())
        .as("400/s on two nodes, half of it on the one that is assumed")
        .isEqualTo(10);
    assertThat(document.at("/rates/drain/measured").asBoolean()).isTrue();
    assertThat(document.at("/rates/drain/items_per_s").asInt()).isEqualTo(200);
    JsonNode curve = document.get("curve");
    assertThat(curve.size()).isLessThanOrEqualTo(200);
    assertThat(curve.get(0).toString()).isEqualTo("{\"at_s\":0.0,\"items\":0}");
    assertThat(curve.get(curve.size() - 1).toString()).isEqualTo("{\"at_s\":93610.0,\"items\":0}");
    assertThat(document.get("says").asText())
        .startsWith(
            "26 h without a node would leave 2,000 periods overdue; they would be settled 10 s after it ends. ")
        .contains("Of the 2,000 accounts in the tarpit now, ");
  }

  @Test
  void what_was_not_measured_says_so() {
    accounts();

    JsonNode document = simulate("--for", "PT26H", "--from", "2026-11-21T13:00:00Z");

    assertThat(document.get("from").asText()).isEqualTo("2026-11-21T13:00:00Z");
    assertThat(document.get("drained_after_s").asDouble()).isEqualTo(0.4);
    assertThat(document.at("/rates/drain/measured").asBoolean()).isFalse();
    assertThat(document.at("/rates/drain/source").asText())
        .isEqualTo(
            "not measured yet (no run has settled 1,000 periods): a cautious figure; no node is up now, one is assumed");
    assertThat(document.at("/rates/arrivals/source").asText())
        .contains("goes back less than a day");
  }

  @Test
  void what_is_usual_comes_again() {
    accounts();
    test.clockAt(Instant.parse("2026-11-23T01:00:00Z"));
    program.call("schedules", "run", "cpu-reset").done();

    JsonNode document = simulate("--for", "P3D");

    assertThat(document.at("/rates/arrivals/days_measured").asInt()).isEqualTo(1);
    assertThat(document.get("backlog_peak").asInt()).as("nothing ended on the last day").isZero();
    test.clockAt(Instant.parse("2026-11-23T00:00:00Z"));
    assertThat(simulate("--for", "P3D").get("backlog_peak").asInt())
        .as("each midnight again")
        .isEqualTo(3 * ACCOUNTS);
  }

  @Test
  void what_is_paused_drains_nothing_and_says_so() {
    accounts();
    test.database()
        .run(
            handle ->
                Pauses.pause(handle, BuiltInSchedules.all().get("cpu-reset"), "ada", "a test"));

    JsonNode document = simulate("--for", "PT26H");

    assertThat(document.get("drained_after_s").isNull()).isTrue();
    assertThat(document.get("left_out").toString())
        .contains("{\"schedule\":\"cpu-reset\",\"why\":\"paused\"}");
    assertThat(document.get("says").asText())
        .contains("and it would never be through: cpu-reset is paused, so nothing settles them.");
  }

  @Test
  void people_see_a_table_a_picture_and_a_sentence_in_80_columns() {
    accounts();
    measured(2_000, 10, 1);

    List<String> lines =
        program.call("simulate", "outage", "--for", "PT26H1M").done().out().lines().toList();

    assertThat(lines).allMatch(line -> line.codePointCount(0, line.length()) <= 80);
    assertThat(lines.get(0)).isEqualTo("no node from 2026-11-21 12:00:00Z to 2026-11-22 14:01:00Z");
    assertThat(lines)
        .anyMatch(line -> line.matches("cpu-reset +1,561 +1  one run stands for all of them"))
        .anyMatch(line -> line.matches("report +26 +0  let go"))
        .anyMatch(line -> line.matches("bill +26 +11  15 let go; last runs after \\d+ .*"))
        .anyMatch(line -> line.contains("off (disabled)"))
        .contains("PERIODS OVERDUE")
        .anyMatch(line -> line.matches("▁{20,}█+▁"));
  }

  @Test
  void nothing_that_is_foretold_can_be_written() {
    Assertions.assertThatThrownBy(
            () ->
                test.database()
                    .run(
                        handle -> {
                          Simulation.readOnly(handle);
                          handle.execute("DELETE FROM run");
                        }))
        .isInstanceOf(UnableToExecuteStatementException.class)
        .hasMessageContaining("read-only transaction");
  }

  @Test
  void what_is_typed_wrong_is_told() {
    String[][] calls = {
      {"--for '26h' is not a duration; write PT26H for 26 hours, P2D for two days", "26h"},
      {"--for is PT0.5S; it goes from PT1S to P366D", "PT0.5S"},
      {"--for is P367D; it goes from PT1S to P366D", "P367D"},
      {"--for is PT-1H; it goes from PT1S to P366D", "PT-1H"},
    };
    for (String[] call : calls) {
      program.call("simulate", "outage", "--for", call[1]).failed(2, call[0]);
    }
    program
        .call("simulate", "outage", "--for", "PT1H", "--from", "noon")
        .failed(2, "--from 'noon' is not a time with its zone; write 2026-11-21T03:00:00Z");
    program
        .call("simulate", "outage", "--for", "PT1H", "--from", "1999-01-01T00:00:00Z")
        .failed(2, "--from 1999-01-01T00:00:00Z is more than ten years away");
    assertThat(program.call("simulate", "outage").code()).isEqualTo(2);
  }
}
