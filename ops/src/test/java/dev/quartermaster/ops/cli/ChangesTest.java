package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.schedule.BuiltInSchedules;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans, resets and schedules by hand. */
class ChangesTest {

  private static TestDatabase test;

  @TempDir Path directory;
  private Program program;

  @BeforeAll
  static void open() {
    test = TestDatabase.of(ChangesTest.class);
  }

  @AfterAll
  static void close() {
    test.close();
  }

  @BeforeEach
  void given() {
    program = Program.in(directory).on(test.database().settings());
  }

  /** Accounts that have used so many seconds each. */
  private void given(int seconds, String plan, String... users) {
    List<String> accounts = new ArrayList<>(List.of("username,plan"));
    List<String> usage = new ArrayList<>(List.of("username,source,cpu_us,at"));
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    for (String user : users) {
      accounts.add(user + "," + plan);
      usage.add(user + ",console," + seconds + "000000," + now);
    }
    program.file("accounts.csv", accounts.toArray(String[]::new));
    program.file("usage.csv", usage.toArray(String[]::new));
    program.call("accounts", "import", "accounts.csv").done();
    program.call("usage", "import", "usage.csv", "--format", "csv").done();
  }

  private JsonNode show(String user) {
    return program.call("accounts", "show", user, "--json").done().json();
  }

  private static String counts(JsonNode reset) {
    return "%s matched, %s reset, %s fresh, failed %s"
        .formatted(
            reset.get("matched"),
            reset.get("reset"),
            reset.get("already_fresh"),
            reset.get("failed"));
  }

  @Test
  void a_reset_lets_an_account_out_of_the_tarpit_and_keeps_its_next_reset_time() {
    given(150, "free", "over-1");
    JsonNode before = show("over-1");

    Ended dry = program.run("reset", "over-1", "--dry-run").done();
    JsonNode afterDry = show("over-1");
    JsonNode reset = program.run("reset", "OVER-1", "--reason", "asked", "--json").done().json();
    JsonNode after = show("over-1");

    assertThat(before.get("in_tarpit").asBoolean()).isTrue();
    assertThat(before.get("tarpit_since").isNull()).isFalse();
    assertThat(dry.out()).startsWith("over-1: would be reset; it had used 150 s; next reset ");
    assertThat(afterDry).isEqualTo(before);
    assertThat(Ended.keys(reset))
        .containsExactly("matched", "reset", "already_fresh", "failed", "seconds");
    assertThat(counts(reset)).isEqualTo("1 matched, 1 reset, 0 fresh, failed []");
    assertThat(after.get("in_tarpit").asBoolean()).isFalse();
    assertThat(after.get("daily_cpu_total_usage_seconds").decimalValue()).isZero();
    assertThat(after.get("next_reset_time")).isEqualTo(before.get("next_reset_time"));
    JsonNode past = after.get("history").get(0);
    assertThat(past.get("ended_by").asText()).isEqualTo("reset");
    assertThat(past.get("used_s").decimalValue()).isEqualByComparingTo("150");
    assertThat(counts(program.run("reset", "over-1", "--reason", "asked", "--json").done().json()))
        .isEqualTo("1 matched, 0 reset, 1 fresh, failed []");
  }

  @Test
  void several_accounts_are_reset_off_a_terminal_only_with_yes() {
    given(1, "free", "sev-1", "sev-2");

    program
        .run("reset", "sev-1", "sev-2", "--reason", "asked")
        .failed(
            3,
            "2 accounts would be reset: not on a terminal, so say --yes (or --dry-run to look first)");
    assertThat(show("sev-1").get("daily_cpu_total_usage_seconds").decimalValue()).isPositive();

    Ended ended =
        program
            .run("reset", "sev-1", "sev-2", "sev-3", "--yes", "--json", "--reason", "asked")
            .complained(1);
    assertThat(counts(ended.json()))
        .isEqualTo(
            "2 matched, 2 reset, 0 fresh, failed [{\"username\":\"sev-3\",\"error\":\"there is no account 'sev-3'; did you mean sev-1, sev-2?\"}]");
  }

  @Test
  void two_resets_of_the_same_accounts_at_once_reset_each_account_once() {
    String[] users = IntStream.range(0, 50).mapToObj(i -> "two-" + i).toArray(String[]::new);
    given(1, "free", users);
    List<String> command =
        new ArrayList<>(List.of("reset", "--yes", "--json", "--reason", "asked"));
    command.addAll(List.of(users));
    long before = periodsEndedByReset();

    Ended one;
    Ended two;
    try (Started first = program.start(command.toArray(String[]::new));
        Started second = program.start(command.toArray(String[]::new))) {
      one = first.awaitEnd().done();
      two = second.awaitEnd().done();
    }

    assertThat(one.json().get("reset").asInt() + two.json().get("reset").asInt()).isEqualTo(50);
    assertThat(periodsEndedByReset() - before).isEqualTo(50);
  }

  private static long periodsEndedByReset() {
    return test.database()
        .transaction(
            handle ->
                handle
                    .createQuery("SELECT count(*) FROM usage_period WHERE ended_by = 'reset'")
                    .mapTo(Long.class)
                    .one());
  }

  @Test
  void a_plan_is_made_and_changed_and_keeps_its_period_under_accounts() {
    Ended made = program.run("plans", "set", "gold", "--allowance-s", "100", "--json").done();
    given(150, "gold", "gold-1", "gold-2");

    assertThat(made.json().toString())
        .isEqualTo("{\"plans\":[{\"name\":\"gold\",\"allowance_s\":100,\"period\":\"P1D\"}]}");
    program
        .call("plans", "set", "gold", "--allowance-s", "200")
        .failed(
            3,
            "plan 'gold' has 2 accounts: not on a terminal, so say --yes (or --dry-run to look first)");
    String[] toWeeks = {"plans", "set", "gold", "--allowance-s", "200", "--period", "P7D", "--yes"};
    String complaint =
        "plan 'gold' has accounts with periods of P1D: make a new plan for P7D and move accounts to it";
    program.call(toWeeks).failed(2, complaint);
    toWeeks[toWeeks.length - 1] = "--dry-run";
    program.call(toWeeks).failed(2, complaint);

    program.call("plans", "set", "gold", "--allowance-s", "200", "--dry-run").done();
    assertThat(show("gold-1").get("in_tarpit").asBoolean()).isTrue();
    program.run("plans", "set", "gold", "--allowance-s", "200", "--yes").done();
    assertThat(show("gold-1").get("in_tarpit").asBoolean()).isFalse();
    assertThat(program.run("plans", "list", "--json").done().json().findValuesAsText("name"))
        .contains("free", "gold");
  }

  @Test
  void a_plan_that_cannot_be_is_refused() {
    program
        .call("plans", "set", "Gold!", "--allowance-s", "1")
        .failed(2, "plan 'Gold!': a name has 1 to 40 lower-case letters, digits and hyphens");
    program
        .call("plans", "set", "hourly", "--allowance-s", "1", "--period", "PT1H")
        .failed(2, "'PT1H' is not the length of a period; write P1D, P7D or P1M");
  }

  @Test
  void a_schedule_is_listed_shown_and_run_by_hand_and_each_run_is_on_record() {
    JsonNode listed = program.run("schedules", "list", "--json").done().json();
    JsonNode shown = program.run("schedules", "show", "cpu-reset", "--json").done().json();
    Ended dry = program.run("schedules", "run", "cpu-reset", "--dry-run").done();
    JsonNode run = program.run("schedules", "run", "cpu-reset", "--json").done().json();
    JsonNode history = program.run("schedules", "history", "cpu-reset", "--json").done().json();

    assertThat(listed.get("schedules").findValuesAsText("name"))
        .containsExactlyElementsOf(BuiltInSchedules.all().keySet());
    assertThat(shown.get("when").asText()).isEqualTo("every PT1M");
    assertThat(dry.out()).isEqualTo("would run cpu-reset now\n");
    assertThat(run.get("outcome").asText()).isEqualTo("succeeded");
    assertThat(history.get("runs")).hasSize(1);
    assertThat(Ended.keys(history.get("runs").get(0)))
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
            "error");
    for (String act : List.of("run", "show", "history")) {
      program
          .call("schedules", act, "cpu-rest")
          .failed(2, "there is no schedule 'cpu-rest'; did you mean 'cpu-reset'?");
    }
  }
}
