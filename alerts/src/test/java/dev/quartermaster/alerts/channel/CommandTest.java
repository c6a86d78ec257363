package dev.quartermaster.alerts.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quartermaster.alerts.channel.Outcome.Accepted;
import dev.quartermaster.alerts.channel.Outcome.Failed;
import dev.quartermaster.alerts.channel.Page.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandTest {

  @TempDir private Path directory;

  private static Command channel(Duration patience, String... argv) {
    return new Command("script", new Command.Settings(List.of(argv)), patience);
  }

  private static Outcome shell(String script, String... arguments) {
    return shell(Duration.ofSeconds(5), Pages.of(Kind.FIRING), script, arguments);
  }

  private static Outcome shell(Duration patience, Page page, String script, String... arguments) {
    String[] argv = new String[arguments.length + 4];
    System.arraycopy(new String[] {"/bin/sh", "-c", script, "sh"}, 0, argv, 0, 4);
    System.arraycopy(arguments, 0, argv, 4, arguments.length);
    return channel(patience, argv).send(page);
  }

  private static Failed failed(String why) {
    return new Failed(why, Optional.empty());
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  @Test
  void the_program_gets_the_page_on_its_input_and_its_main_words_in_its_environment()
      throws IOException {
    Path input = file("input");
    Path words = file("words");

    assertThat(
            shell(
                "cat > \"$1\"; env | grep QUARTERMASTER | sort > \"$2\"",
                input.toString(),
                words.toString()))
        .isEqualTo(Accepted.PLAINLY);

    assertThat(input).hasContent(WebhookBody.of(Pages.of(Kind.FIRING)));
    assertThat(Files.readAllLines(words))
        .containsExactly(
            "QUARTERMASTER_ALERT_DEDUP_KEY=schedule/cpu-reset/not-fired",
            "QUARTERMASTER_ALERT_NAME=ScheduleNotFiring",
            "QUARTERMASTER_ALERT_SEVERITY=critical",
            "QUARTERMASTER_ALERT_STATE=firing",
            "QUARTERMASTER_ALERT_SUMMARY=cpu-reset has not fired for 3 minutes");
  }

  @Test
  void no_shell_reads_its_arguments() {
    assertThat(
            channel(Duration.ofSeconds(5), "/usr/bin/test", "$(id)", "=", "$(id)")
                .send(Pages.of(Kind.FIRING)))
        .isEqualTo(Accepted.PLAINLY);
  }

  @Test
  void a_program_that_does_not_read_its_input_is_no_worse_for_it() {
    Page much = Pages.of(Kind.FIRING, Pages.summary("x".repeat(500_000) + "\u0000"));

    assertThat(shell(Duration.ofSeconds(5), much, "exit 0")).isEqualTo(Accepted.PLAINLY);
  }

  @Test
  void any_end_but_0_is_to_be_tried_again_and_its_last_words_are_told() {
    assertThat(shell("echo modem is busy >&2; exit 75"))
        .isEqualTo(failed("it ended with 75: modem is busy"));
    assertThat(shell("exit 1")).isEqualTo(failed("it ended with 1"));
    assertThat(shell("kill -9 $$")).isEqualTo(failed("it ended with 137"));
  }

  @Test
  void of_much_output_only_the_end_is_told_without_its_arguments() {
    Outcome outcome =
        shell("yes | head -c 300000; echo; echo \"token $1 expired\"; exit 3", "t0ps3cret");

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Failed.class,
            failed ->
                assertThat(failed.why())
                    .startsWith("it ended with 3: …")
                    .endsWith("y y token *** expired")
                    .hasSizeLessThan(1100));
  }

  @Test
  void a_program_that_does_not_end_is_killed_with_all_it_has_started() throws IOException {
    Path pids = file("pids");
    String script =
        """
        echo $$ >> "$1"
        (sleep 600 & echo $! >> "$1"; wait) &
        (trap '' TERM HUP; (sleep 601 & echo $! >> "$1") )
        echo waiting for the modem
        sleep 602
        """;

    assertThat(shell(Duration.ofMillis(1200), Pages.of(Kind.FIRING), script, pids.toString()))
        .isEqualTo(failed("it had not ended within 1200 ms and was killed: waiting for the modem"));

    List<Long> started = Files.readAllLines(pids).stream().map(Long::valueOf).toList();
    assertThat(started).hasSize(3);
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> started.stream().noneMatch(CommandTest::runs));
  }

  /** A zombie that nobody asks after does not. */
  private static boolean runs(long pid) {
    try {
      return !Files.readString(Path.of("/proc/" + pid + "/stat")).matches("(?s).*\\) [ZX] .*");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void what_it_leaves_behind_may_go_on_and_is_not_waited_for() {
    long began = System.nanoTime();

    assertThat(shell("sleep 3 & exit 0")).isEqualTo(Accepted.PLAINLY);
    assertThat(shell("sleep 3 & echo no; exit 1")).isEqualTo(failed("it ended with 1: no"));

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void a_program_that_is_not_there_is_told_in_words() {
    assertThat(channel(Duration.ofSeconds(5), "/no/such/program").send(Pages.of(Kind.FIRING)))
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.why()).contains("No such file"));
    assertThatThrownBy(() -> new Command.Settings(List.of(" ")))
        .hasMessage("argv names no program; put its path first");
  }
}
