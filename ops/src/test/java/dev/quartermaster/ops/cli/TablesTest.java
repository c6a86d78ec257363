package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.batch.RunLogs;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What people read, where everything is as long as it may be: on a terminal of 80 columns, and off
 * one.
 */
class TablesTest {

  private static final String LONG = "a-name-that-is-as-long-as-anybody-types";
  private static final String USER = "u" + "ser-of-many-letters".repeat(7);

  @TempDir static Path directory;

  private static TestDatabase test;
  private static Program program;

  @BeforeAll
  static void given() {
    test = TestDatabase.of(TablesTest.class);
    program =
        Program.in(directory)
            .on(
                test.database().settings(),
                "schedules:",
                "  %s: {kind: command, every: PT168H, jitter: PT90S, argv: [sh, -c, \"exit 3\"],"
                    .formatted(LONG),
                "    owner: %s}".formatted(LONG),
                "  says: {kind: command, every: PT168H, argv: [seq, \"12\"]}",
                "monitors:",
                "  %s: {every: P7D, ping-key: k, owner: %s}".formatted(LONG, LONG),
                "channels:",
                "  %s: {type: log}".formatted(LONG),
                "routes: [{channels: [%s]}]".formatted(LONG));
    program.call("schedules", "pause", LONG).done();
    program.call("schedules", "resume", LONG, "--reason", "long ".repeat(40)).done();
    program.call("schedules", "resume", "says").done();
    program.file("accounts.csv", "username,plan", USER + ",free", "ada,free");
    program.call("accounts", "import", "accounts.csv").done();
    program.call("reset", USER, "--reason", "again").done();
    program.call("tokens", "create", "--role", "reader", "--user", USER).done();
    assertThat(program.call("schedules", "run", LONG).code()).isEqualTo(1);
    program.file(
        "usage.csv",
        "username,source,cpu_us,at",
        "%s,console,%d,%s".formatted(USER, 99_999_123_456L, Instant.now()));
    program.call("usage", "import", "usage.csv", "--format", "csv", "--any-age").done();
  }

  @AfterEach
  void offTheTerminal() {
    System.clearProperty("quartermaster.terminal");
  }

  @AfterAll
  static void close() {
    test.close();
  }

  @Test
  void nothing_is_wider_than_eighty_columns() {
    List<String> looks =
        List.of(
            "accounts list",
            "accounts show ada",
            "alerts list --all",
            "alerts routes",
            "audit list",
            "audit verify",
            "config show",
            "monitors list",
            "nodes list",
            "plans list",
            "quarantine list",
            "schedules history " + LONG,
            "schedules list",
            "schedules preview " + LONG,
            "schedules show " + LONG,
            "simulate outage --for PT200H",
            "tokens list",
            "usage report",
            "usage report --by day",
            "usage reporters",
            "usage top",
            "usage top --days 60");

    for (String terminal : List.of("", ",stdout")) {
      System.setProperty("quartermaster.terminal", terminal);
      for (String look : looks) {
        assertThat(Narrow.fits(program.call(look.split(" ", -1))).err()).as(look).isEmpty();
      }
    }
  }

  @Test
  void lengths_of_time_are_words_and_counts_have_their_number() {
    assertThat(program.call("schedules", "list").done().out()).contains("every 7 d");
    assertThat(program.call("schedules", "show", LONG).done().out())
        .contains("when          every 7 d\n", "put off by up to 1 min 30 s\n");
    assertThat(program.call("schedules", "preview", LONG).done().out())
        .contains(": every 7 d (UTC)\n", "up to 1 min 30 s (jitter)");
    assertThat(program.call("schedules", "show", LONG, "--json").done().json().get("when").asText())
        .isEqualTo("every PT168H");
    assertThat(When.span(Duration.parse("PT26H0.5S"))).isEqualTo("1 d 2 h 0.5 s");
    assertThat(When.span(Duration.ZERO)).isEqualTo("0 s");
    assertThat(When.briefly(Instant.EPOCH, Instant.EPOCH.plusSeconds(7_300))).isEqualTo("2 h ago");
    assertThat(Count.of(1, "record")).isEqualTo("1 record");
    assertThat(Count.of(12_000, "entry", "entries")).isEqualTo("12,000 entries");
  }

  @Test
  void a_line_break_in_what_a_run_said_is_one_and_nothing_acts_on_the_terminal() {
    RunLogs.Line line = new RunLogs.Line(Instant.EPOCH, "hk-1", "ERROR: no\n  such\u001b[2J");

    assertThat(RunSays.plain(line)).containsExactly("ERROR: no", "  such?[2J");
  }

  @Test
  void the_last_runs_are_drawn_on_a_terminal_that_can_show_it() {
    String list = "schedules list --config quartermaster.yaml";
    String drawn =
        "TERM=xterm ${QM%% -cp*} -Dquartermaster.terminal=,stdout -cp ${QM#* -cp } " + list;

    assertThat(program.shell(drawn).done().out())
        .contains("LAST RUNS\n", "×\n", "    × failed; the others by how long they took\n");
    assertThat(program.shell(drawn.replace("xterm", "dumb")).done().out())
        .contains("OWNER\n")
        .doesNotContain("×");
  }

  @Test
  void a_run_by_hand_shows_what_its_program_said_and_counts_as_the_newest() {
    Ended ran = program.call("schedules", "run", "says").done();
    String shown = program.call("schedules", "show", "says").done().out();

    assertThat(ran.out())
        .containsPattern(
            "It said 12 lines, of which the last; 'schedules history says --run \\d+' shows all:\n  3\n")
        .endsWith("\n  12\n");
    assertThat(shown).containsPattern("last run +\\d+ by hand, .*: succeeded");
    assertThat(shown).contains("last never by itself yet");
    assertThat(program.call("schedules", "run", "says", "--json").done().json().get("log"))
        .hasSize(12);
  }
}
