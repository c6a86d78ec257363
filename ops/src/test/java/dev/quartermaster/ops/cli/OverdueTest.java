package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.quartermaster.db.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The morning after: every account has used something in a period that ended yesterday. */
class OverdueTest {

  private static final int ACCOUNTS = 5_000;

  @TempDir Path directory;

  private TestDatabase test;
  private Program program;

  @BeforeEach
  void given() {
    test = TestDatabase.of(OverdueTest.class);
    program = Program.in(directory).on(test.database().settings());
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void without_a_daemon_status_shows_what_is_overdue_and_one_command_settles_it() {
    Morning.after(program, ACCOUNTS);

    JsonNode before = program.run("status", "--json").done().json();
    Ended check = program.run("status", "--check");
    JsonNode run = program.run("schedules", "run", "cpu-reset", "--json").done().json();
    JsonNode after = program.run("status", "--json").done().json();

    assertThat(Ended.keys(before))
        .contains("cluster", "schedules", "quota", "alerts", "alert_path", "ok");
    assertThat(Ended.keys(before.get("quota")))
        .contains("accounts", "in_tarpit", "overdue", "oldest_overdue_s", "eta_s");
    assertThat(before.get("ok").asBoolean()).isFalse();
    assertThat(before.at("/quota/accounts").asInt()).isEqualTo(ACCOUNTS);
    assertThat(before.at("/quota/overdue").asInt()).isEqualTo(ACCOUNTS);
    assertThat(before.at("/quota/oldest_overdue_s").asLong())
        .isBetween(Duration.ofDays(1).toSeconds(), Duration.ofDays(2).toSeconds());
    assertThat(check.code()).isEqualTo(1);
    assertThat(check.out().replaceAll("\\s+", " "))
        .contains("5,000 periods overdue, the oldest for 1 d 2");
    assertThat(check.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(run.get("items").asInt()).isEqualTo(ACCOUNTS);
    assertThat(run.get("outcome").asText()).isEqualTo("succeeded");
    assertThat(after.at("/quota/overdue").asInt()).isZero();
    Morning.isOver(program, "story-4711");
  }

  @Test
  void the_only_hand_that_settles_is_no_node_that_fires() {
    test.database()
        .run(
            handle ->
                handle.execute(
                    "INSERT INTO node (name, incarnation, version, state) VALUES ('cli-1', gen_random_uuid(), 'x', 'up')"));

    JsonNode status = program.run("status", "--json").done().json();

    assertThat(status.get("problems").toString())
        .isEqualTo("[\"no node is up: nothing fires; start one with 'up' or 'node'\"]");
    assertThat(status.at("/quota/eta_s")).isEqualTo(IntNode.valueOf(0));
  }

  @Test
  void the_status_of_a_database_where_nothing_ever_ran_says_what_to_do() {
    List<String> lines = program.run("status").done().out().lines().toList();
    JsonNode json = program.run("status", "--json").done().json();

    assertThat(lines.get(0)).startsWith("✘ Not well.  ").endsWith("Z  region local");
    assertThat(lines)
        .contains("wrong    · no node is up: nothing fires; start one with 'up' or 'node'")
        .contains("doing    · nothing by itself");
    assertThat(lines).anyMatch(line -> line.matches("cpu-reset +new +never +no node up +-"));
    assertThat(lines)
        .contains(
            "quota    0 accounts · 0 in the tarpit · no period overdue",
            "nodes    none",
            "pages    not proved yet; 'alerts test' does it");
    assertThat(json.get("ok").asBoolean()).isFalse();
    assertThat(json.at("/schedules/0/last_fired_at").isNull()).isTrue();
    assertThat(json.at("/quota/oldest_overdue_s").asLong()).isZero();
  }
}
