package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.db.DatabaseSettings;
import dev.quartermaster.db.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BulkCommandsTest {

  private static final int ACCOUNTS = 600;
  private static final List<String> ALL =
      List.of("reset", "--all", "--yes", "--reason", "the outage", "--json");

  private static TestDatabase test;

  @TempDir Path directory;

  private Program program;

  @BeforeAll
  static void open() {
    test = TestDatabase.of(BulkCommandsTest.class);
  }

  @AfterAll
  static void close() {
    test.close();
  }

  @BeforeEach
  void given() {
    program = Program.in(directory).on(test.database().settings());
    test.database()
        .run(
            handle ->
                handle.execute(
                    "TRUNCATE account, past_rule, forced_reset, usage_period, usage_record, usage_report, late_period,"
                        + " tarpit, event, allowance_grant, usage_daily, reporter_gap, api_token, reset_request, bulk_operation, bulk_portion"));
    List<String> accounts = new ArrayList<>(List.of("username,plan,reset_at"));
    List<String> usage = new ArrayList<>(List.of("username,source,cpu_us,at"));
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    for (int i = 1; i <= ACCOUNTS; i++) {
      accounts.add("user-" + i + ",free," + now.plus(Duration.ofHours(12)));
      usage.add("user-" + i + ",console,150000000," + now);
    }
    program.file("accounts.csv", accounts.toArray(String[]::new));
    program.file("usage.csv", usage.toArray(String[]::new));
    program.call("accounts", "import", "accounts.csv").done();
    program.call("usage", "import", "usage.csv", "--format", "csv").done();
  }

  private static long count(String from) {
    return test.database()
        .transaction(
            handle -> handle.createQuery("SELECT count(*) FROM " + from).mapTo(Long.class).one());
  }

  private static String counts(JsonNode reset) {
    return "%s matched, %s reset, %s fresh"
        .formatted(reset.get("matched"), reset.get("reset"), reset.get("already_fresh"));
  }

  private Started start(List<String> command) {
    return program.start(command.toArray(String[]::new));
  }

  @Test
  void what_makes_no_sense_is_refused_with_its_mend() {
    program
        .call("reset", "--reason", "x")
        .failed(
            2,
            "say which accounts: names, or one of --file, --plan, --overdue, --tarpit and --all");
    program
        .call("reset", "--all", "--tarpit", "--reason", "x")
        .failed(
            2,
            "only one of these at a time says which accounts: names, or one of --file, --plan, --overdue, --tarpit and --all");
    program
        .call("reset", "--all")
        .failed(
            2,
            "--reason is missing: say why, it is kept in the audit trail; and --yes, when more than one account is touched, for this is no terminal");
    program
        .call("reset", "--plan", "gold", "--reason", "x")
        .failed(2, "there is no plan 'gold'; 'plans list' shows those that there are");
    program
        .call("reset", "--file", "none.txt", "--reason", "x")
        .failed(2, "none.txt cannot be read (none.txt)");
    program
        .call("reset", "--all", "--reason", "x")
        .failed(
            3,
            "600 accounts would be reset: not on a terminal, so say --yes (or --dry-run to look first)");
    program
        .call("reschedule", "--all", "--over", "6h", "--reason", "x")
        .failed(2, "--over '6h' is not a length of time; write PT2H or PT30M");
    program
        .call("reschedule", "--over", "PT6H", "--reason", "x")
        .failed(2, "say which accounts: one of --overdue, --plan and --all");
    Ended past =
        program.call(
            "reschedule",
            "--all",
            "--over",
            "PT6H",
            "--from",
            "2024-05-03T00:00:00Z",
            "--reason",
            "x");
    assertThat(past.code()).isEqualTo(2);
    assertThat(past.err()).startsWith("--from 2024-05-03T00:00:00Z is past: it is ");
    assertThat(count("bulk_operation")).isZero();
    assertThat(count("forced_reset")).isZero();
  }

  @Test
  void all_are_reset_and_the_audit_trail_says_who_why_and_how_many() {
    program.run("reset", "--all", "--dry-run").done();
    assertThat(count("forced_reset")).isZero();

    JsonNode done = start(ALL).awaitEnd().done().json();
    long newest =
        test.database()
            .transaction(
                handle ->
                    handle
                        .createQuery("SELECT max(id) FROM bulk_operation")
                        .mapTo(Long.class)
                        .one());

    assertThat(Ended.keys(done))
        .containsExactly("matched", "reset", "already_fresh", "failed", "seconds");
    assertThat(counts(done)).isEqualTo("600 matched, 600 reset, 0 fresh");
    assertThat(count("tarpit")).isZero();
    assertThat(
            count(
                "audit WHERE act = 'reset' AND reason = 'the outage' AND target = '--all: operation "
                    + newest
                    + ", 600 accounts'"))
        .isEqualTo(1);
    assertThat(count("audit WHERE target = '--all: operation " + newest + ", done, 600 changed'"))
        .isEqualTo(1);
    assertThat(counts(start(ALL).awaitEnd().done().json()))
        .isEqualTo("600 matched, 0 reset, 600 fresh");
  }

  @Test
  void names_come_from_a_file_in_any_case_and_who_is_not_there_is_told() {
    Ended ended =
        program.shell(
            "printf 'USER-1\\n\\nuser-2\\nnobody\\nuser-1\\n' | $QM reset --file - --yes --reason x --json --config quartermaster.yaml");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(counts(ended.json())).isEqualTo("2 matched, 2 reset, 0 fresh");
    assertThat(ended.json().get("failed").toString())
        .isEqualTo("[{\"username\":\"nobody\",\"error\":\"there is no account 'nobody'\"}]");
  }

  @Test
  void resets_are_spread_over_the_window() {
    JsonNode moved =
        program
            .run(
                "reschedule",
                "--plan",
                "free",
                "--over",
                "PT6H",
                "--yes",
                "--reason",
                "x",
                "--json")
            .done()
            .json();

    assertThat(Ended.keys(moved)).containsExactly("matched", "moved", "seconds", "first", "last");
    assertThat(moved.get("moved").asInt()).isEqualTo(ACCOUNTS);
    Instant first = Instant.parse(moved.get("first").asText());
    assertThat(Duration.between(first, Instant.parse(moved.get("last").asText())))
        .isEqualTo(Duration.ofHours(6).minus(Duration.ofHours(6).dividedBy(ACCOUNTS)));
    // Its own boundary, or the new one: whichever comes first.
    assertThat(
            count(
                "account a, period_at(a, qm_now()) AS t WHERE t.period_end > '"
                    + first.plus(Duration.ofHours(6))
                    + "'"))
        .isZero();
  }

  /** While it lasts, the portion of the last account cannot be done. */
  private static void lockLast(Handle handle) {
    handle.execute("SELECT FROM account ORDER BY id DESC LIMIT 1 FOR UPDATE");
  }

  private static void awaitPortions(int done) {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> count("bulk_portion WHERE done_at IS NOT NULL") >= done);
  }

  @Test
  void what_ctrl_c_or_a_kill_left_the_same_command_goes_on_with() {
    test.database()
        .run(
            handle -> {
              lockLast(handle);
              try (Started first = start(ALL)) {
                awaitPortions(2);
                assertThat(first.interrupt()).isEqualTo(Ended.STOPPED);
              }
              try (Started second = start(ALL)) {
                await().until(() -> second.err().startsWith("Goes on with the same command"));
                second.kill();
              }
            });

    Ended third = start(ALL).awaitEnd();

    assertThat(third.code()).isZero();
    assertThat(third.err())
        .matches(
            "Goes on with the same command, begun .* ago by .*: 400 of 600 accounts are done.\n");
    assertThat(counts(third.json())).isEqualTo("600 matched, 600 reset, 0 fresh");
    assertThat(count("forced_reset")).isEqualTo(ACCOUNTS);
    assertThat(count("bulk_operation")).isEqualTo(1);
  }

  @Test
  void two_at_once_are_one() {
    List<Started> both = new ArrayList<>();
    test.database()
        .run(
            handle -> {
              lockLast(handle);
              both.add(start(ALL));
              both.add(start(ALL));
              await()
                  .atMost(Duration.ofMinutes(1))
                  .until(
                      () ->
                          count(
                                  "audit, bulk_operation o WHERE target = '--all: operation ' || o.id || ', joined'")
                              > 0);
              awaitPortions(2);
            });

    for (Started each : both) {
      Ended ended = each.awaitEnd();
      assertThat(ended.code()).isZero();
      assertThat(counts(ended.json())).isEqualTo("600 matched, 600 reset, 0 fresh");
    }
    assertThat(count("forced_reset")).isEqualTo(ACCOUNTS);
    assertThat(count("bulk_operation")).isEqualTo(1);
  }

  private static List<String> move(String over) {
    return List.of("reschedule", "--all", "--over", over, "--yes", "--reason", "x");
  }

  /** In the middle, when at least so many portions are done. */
  private void isKilled(List<String> command, int portions) {
    test.database()
        .run(
            handle -> {
              lockLast(handle);
              try (Started started = start(command)) {
                awaitPortions(portions);
                started.kill();
              }
            });
  }

  /** It stands still from now on, and last did something so long ago. */
  private static void isLeft(String ago) {
    test.database()
        .run(
            handle ->
                handle.execute(
                    "UPDATE bulk_operation SET began_at = began_at - interval '%1$s', from_at = from_at - interval '%1$s';"
                            .formatted(ago)
                        + "UPDATE bulk_portion SET done_at = done_at - interval '%s'"
                            .formatted(ago)));
  }

  @Test
  void two_moves_that_would_undo_each_other_are_not_done_at_once() {
    isKilled(move("PT1H"), 1);

    Ended refused = start(move("PT3H")).awaitEnd();
    assertThat(refused.code()).isEqualTo(3);
    assertThat(refused.err()).startsWith("'reschedule --all --over PT1H', begun ").hasLineCount(1);
    assertThat(program.run("reschedule", "--all", "--over", "PT3H", "--dry-run").err())
        .startsWith(
            "Without --dry-run it would be refused now: 'reschedule --all --over PT1H', begun ");

    isLeft("2 minutes");
    assertThat(start(move("PT3H")).awaitEnd().code()).isZero();
    assertThat(count("bulk_operation WHERE abandoned")).isEqualTo(1);
    assertThat(count("audit WHERE target LIKE '%given up%'")).isEqualTo(1);
  }

  @Test
  void what_was_left_when_only_its_end_was_missing_does_not_swallow_the_next() {
    isKilled(ALL, 2);
    Ended dry = program.run("reset", "--all", "--dry-run");
    assertThat(dry.err()).startsWith("Without --dry-run it goes on with the same command, begun ");

    isLeft("10 seconds");
    test.database()
        .run(
            handle ->
                handle.execute(
                    "UPDATE bulk_portion SET done_at = qm_now() - interval '10 seconds', changed = 0, by_range = true WHERE done_at IS NULL"));
    Ended anew = start(ALL).awaitEnd().done();

    assertThat(counts(anew.json())).isEqualTo("600 matched, 200 reset, 400 fresh");
  }

  @Test
  void a_database_that_is_down_or_can_only_be_read_is_told_with_its_mend() {
    DatabaseSettings right = test.database().settings();
    Program down =
        Program.in(directory)
            .on(
                new DatabaseSettings(
                    "jdbc:postgresql://127.0.0.1:1/none",
                    right.login(),
                    right.schema(),
                    right.pool()));
    Ended unreached = down.call(ALL.toArray(String[]::new));
    assertThat(unreached.code()).isEqualTo(4);
    assertThat(unreached.err()).startsWith("cannot reach jdbc:postgresql://127.0.0.1:1/none");

    String readOnly = right.url() + "?options=-c%20default_transaction_read_only%3Don";
    Program.in(directory)
        .on(new DatabaseSettings(readOnly, right.login(), right.schema(), right.pool()))
        .call(ALL.toArray(String[]::new))
        .failed(
            4,
            right.place()
                + " can only be read: it is a standby, or set to read-only; name the primary in database.url");
  }

  @Test
  void a_closed_pipe_does_not_keep_it_from_its_end() {
    Ended ended =
        program.shell(
            "$QM reset --all --yes --reason x --config quartermaster.yaml | true; echo over");

    assertThat(ended).isEqualTo(new Ended(0, "over\n", ""));
    assertThat(count("forced_reset")).isEqualTo(ACCOUNTS);
  }
}
