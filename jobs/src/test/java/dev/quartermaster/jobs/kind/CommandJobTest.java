package dev.quartermaster.jobs.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.security.auth.module.UnixSystem;
import dev.quartermaster.jobs.batch.OutsideJob.Failed;
import dev.quartermaster.jobs.schedule.Schedule.Work;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program is given, and what is said of it when it fails. */
class CommandJobTest {

  @TempDir Path directory;
  private final Said said = new Said();

  @Test
  void a_program_gets_its_words_as_they_are_and_no_shell() throws Exception {
    run("printf", "%s\n", "$HOME", "a  b", "*", "; exit 3");

    assertThat(said.lines).containsExactly("$HOME", "a  b", "*", "; exit 3");
  }

  @Test
  void a_program_learns_which_run_it_is() throws Exception {
    run("sh", "-c", "env | grep ^QUARTERMASTER_ | sort");

    assertThat(said.lines)
        .containsExactly(
            "QUARTERMASTER_ATTEMPT=2",
            "QUARTERMASTER_MISSED=3",
            "QUARTERMASTER_MISSED_FIRST=2025-06-07T03:30:00Z",
            "QUARTERMASTER_MISSED_LAST=2025-06-09T03:30:00Z",
            "QUARTERMASTER_RUN_ID=42",
            "QUARTERMASTER_SCHEDULE=nightly",
            "QUARTERMASTER_SCHEDULED_FOR=2025-06-10T03:30:00Z");
  }

  @Test
  void a_program_runs_in_its_directory_with_its_environment() throws Exception {
    run(
        new Work.Command(
            List.of("sh", "-c", "pwd; echo $MODE"),
            Map.of("MODE", "full", "QUARTERMASTER_RUN_ID", "7"),
            Optional.of(directory.toString()),
            Optional.empty(),
            Duration.ofSeconds(1)));

    assertThat(said.lines).containsExactly(directory.toString(), "full");
  }

  @Test
  void a_program_that_reads_finds_nothing_to_read() throws Exception {
    run("sh", "-c", "cat; echo read");

    assertThat(said.lines).containsExactly("read");
  }

  @Test
  void a_program_leads_a_session_of_its_own() throws Exception {
    run("sh", "-c", "echo $$; cut -d' ' -f6 /proc/$$/stat");

    assertThat(said.lines.get(1)).isEqualTo(said.lines.get(0));
  }

  @Test
  void a_failed_program_says_its_code_and_its_last_line() {
    assertThatThrownBy(() -> run("sh", "-c", "echo disk full; echo; exit 7"))
        .isInstanceOf(Failed.class)
        .hasMessage("'sh' ended with 7; its last line: disk full");
    assertThatThrownBy(() -> run("sh", "-c", "kill -SEGV $$"))
        .hasMessage("'sh' ended with 139, as by SIGSEGV; it said nothing");
  }

  @Test
  void a_failed_program_leaves_nothing_behind_for_the_next_attempt() {
    assertThatThrownBy(() -> run("sh", "-c", "sleep 60 >/dev/null 2>&1 & echo $!; exit 1"))
        .isInstanceOf(Failed.class);

    assertThat(Alive.is(Long.parseLong(said.lines.get(0)))).isFalse();
  }

  @Test
  void a_program_that_cannot_be_started_is_named_with_the_mend() throws Exception {
    Path plain = Files.writeString(directory.resolve("plain"), "echo");

    assertThatThrownBy(() -> run("no-such-program"))
        .hasMessageContaining("'no-such-program' is in no directory of PATH");
    assertThatThrownBy(() -> run("/no/such/program"))
        .hasMessage("program '/no/such/program' is not there: install it, or mend argv");
    assertThatThrownBy(() -> run(plain.toString()))
        .hasMessageContaining("plain' may not be run: make it executable (chmod +x)");
    assertThatThrownBy(() -> run(directory.toString())).hasMessageContaining("may not be run");
    assertThatThrownBy(() -> run("")).hasMessageContaining("argv names no program");
    assertThatThrownBy(() -> run("echo", "a\0b"))
        .isInstanceOf(Failed.class)
        .hasMessageContaining("null character");
  }

  @Test
  void a_directory_that_is_missing_and_a_variable_without_a_name_are_named() {
    assertThatThrownBy(() -> run(command(Map.of(), Optional.of("/no/such"), Optional.empty())))
        .isInstanceOf(Failed.class)
        .hasMessage(
            "directory '/no/such', in which 'id' is to run, is not there: create it, or name another");
    assertThatThrownBy(() -> run(command(Map.of("A=B", "c"), Optional.empty(), Optional.empty())))
        .isInstanceOf(Failed.class)
        .hasMessageContaining("environment 'A=B' cannot be set");
  }

  @Test
  void a_program_runs_as_its_user_with_that_users_groups_and_home() throws Exception {
    assumeThat(new UnixSystem().getUid()).isZero();

    run(
        new Work.Command(
            List.of("sh", "-c", "id -un; id -G; echo $HOME $USER $QUARTERMASTER_RUN_ID"),
            Map.of(),
            Optional.of("/"),
            Optional.of("nobody"),
            Duration.ofSeconds(1)));

    assertThat(said.lines.get(0)).isEqualTo("nobody");
    assertThat(said.lines.get(1)).doesNotMatch("(^|.* )0( .*|$)");
    assertThat(said.lines.get(2)).isEqualTo(Account.find("nobody").home() + " nobody 42");
  }

  @Test
  void our_own_user_needs_nothing_and_an_unknown_one_is_named() throws Exception {
    String us = new UnixSystem().getUsername();

    run(command(Map.of(), Optional.empty(), Optional.of(us)));

    assertThat(said.lines.get(0)).contains(us);
    assertThatThrownBy(() -> run(command(Map.of(), Optional.empty(), Optional.of("no-such-user"))))
        .isInstanceOf(Failed.class)
        .hasMessage("user 'no-such-user' is not known on this machine: create it, or name another");
  }

  private void run(String... argv) throws Exception {
    run(
        new Work.Command(
            List.of(argv), Map.of(), Optional.empty(), Optional.empty(), Duration.ofSeconds(1)));
  }

  private void run(Work.Command command) throws Exception {
    new CommandJob(command).run(said.assignment());
  }

  private static Work.Command command(
      Map<String, String> environment, Optional<String> directory, Optional<String> user) {
    return new Work.Command(List.of("id"), environment, directory, user, Duration.ofSeconds(1));
  }
}
