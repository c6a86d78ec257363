package dev.quartermaster.ops.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.ops.cli.Ended;
import dev.quartermaster.ops.cli.Started;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String CTRL_C = "\003";

  @TempDir Path directory;

  private TestDatabase test;
  private Launcher launcher;

  @BeforeEach
  void given() {
    test = TestDatabase.of(StatusIT.class);
    launcher = Launcher.in(directory).on(test.database().settings());
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void on_a_terminal_it_has_colours_and_reads_without_them() {
    Ended coloured = launcher.onTerminal(80, "status").awaitEnd();
    String plain = launcher.run("status").out();

    assertThat(coloured.out()).contains("\033[31m✘ Not well.\033[0m");
    assertThat(Shown.of(coloured.out()).lines())
        .allMatch(line -> line.codePointCount(0, line.length()) <= 80);
    assertThat(plain).doesNotContain("\033").contains("✘ Not well.", "wrong    · no node is up");
  }

  @Test
  void a_person_who_wants_no_colour_has_none() {
    Launcher without =
        new Launcher(launcher.program().in(Map.of("NO_COLOR", "1")), launcher.where());

    assertThat(without.onTerminal(80, "status").awaitEnd().out()).doesNotContain("\033");
  }

  @Test
  void watching_shows_what_changes_until_ctrl_c() {
    try (Started watching = launcher.onTerminal(100, "status", "--watch=1")) {
      await().atMost(PATIENCE).until(() -> watching.out().contains("0 accounts"));
      launcher.program().file("more.csv", "username,plan", "ada,free");
      launcher.run("accounts", "import", "more.csv").done();
      await().atMost(PATIENCE).until(() -> watching.out().contains("1 accounts"));

      watching.type(CTRL_C);
      Ended ended = watching.awaitEnd();

      assertThat(ended.code()).isEqualTo(130);
      assertThat(ended.out()).endsWith("\033[?25h\033[?1049l");
      assertThat(Pattern.compile("Exception|Stopped").matcher(ended.out()).find()).isFalse();
    }
  }

  @Test
  void watching_elsewhere_writes_a_line_each_time_and_with_check_ends_when_all_is_well() {
    try (Started watching = launcher.start("status", "--watch=1", "--check")) {
      await().atMost(PATIENCE).until(() -> watching.out().lines().count() > 1);
      assertThat(watching.out().lines()).allMatch(line -> line.contains("Z not well: no node"));

      test.database()
          .run(
              handle ->
                  handle.execute(
                      "INSERT INTO node (name, incarnation, version, state) VALUES ('hk-1', gen_random_uuid(), 'x', 'up')"));
      Ended ended = watching.awaitEnd();

      assertThat(ended.code()).as(ended.toString()).isZero();
      assertThat(ended.out().lines().reduce("", (a, b) -> b)).contains("Z well; 0 overdue");
    }
  }

  @Test
  void what_cannot_be_watched_is_said() {
    launcher
        .run("status", "--watch", "--json")
        .failed(2, "--json prints one document, so it goes without --watch");
    launcher.run("status", "--watch=0").failed(2, "--watch takes 1 to 3,600 seconds, not 0");
  }
}
