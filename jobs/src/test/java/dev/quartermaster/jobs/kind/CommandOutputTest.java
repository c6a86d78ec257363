package dev.quartermaster.jobs.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quartermaster.jobs.batch.OutsideJob.Failed;
import dev.quartermaster.jobs.schedule.Schedule.Work;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is kept of what a program says, whatever it says and however long. */
class CommandOutputTest {

  private final Said said = new Said();

  @Test
  void output_and_errors_are_kept_in_the_order_in_which_they_were_said() throws Exception {
    run("sh", "-c", "echo one; echo two >&2; printf three");

    assertThat(said.lines).containsExactly("one", "two", "three");
  }

  @Test
  void what_a_terminal_would_obey_is_made_harmless() throws Exception {
    run("printf", "\\033[31mred\\033[0m a\\000b \\007 \\377 10%%\\r20%%\\r\\nend\\n");

    assertThat(said.lines).containsExactly("red a\uFFFDb \uFFFD \uFFFD 10%", "20%", "end");
  }

  @Test
  void a_line_without_an_end_is_cut_and_needs_no_memory() throws Exception {
    run("sh", "-c", "head -c 100000000 /dev/zero | tr '\\0' x; echo; echo after");

    assertThat(said.lines).hasSize(2);
    assertThat(said.lines.get(0)).hasSize(4_001).endsWith("x…");
    assertThat(said.lines.get(1)).isEqualTo("after");
  }

  @Test
  void a_program_that_closes_its_output_is_waited_for() {
    assertThatThrownBy(() -> run("sh", "-c", "echo bye; exec >&- 2>&-; sleep 0.3; exit 3"))
        .isInstanceOf(Failed.class)
        .hasMessage("'sh' ended with 3; its last line: bye");
  }

  @Test
  void who_speaks_on_behind_a_program_that_has_ended_holds_nothing_up() throws Exception {
    long began = System.nanoTime();

    run("sh", "-c", "sleep 20 & echo $!; exit 0");

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    String left = said.lines.get(0);
    assertThat(said.lines).contains("It ended with 0, and left these processes behind: " + left);
    ProcessHandle.of(Long.parseLong(left)).ifPresent(ProcessHandle::destroyForcibly);
  }

  private void run(String... argv) throws Exception {
    new CommandJob(
            new Work.Command(
                List.of(argv), Map.of(), Optional.empty(), Optional.empty(), Duration.ofSeconds(1)))
        .run(said.assignment());
  }
}
