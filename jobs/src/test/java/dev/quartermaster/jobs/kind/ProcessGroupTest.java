package dev.quartermaster.jobs.kind;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A program that has no session of its own, as where there is no setsid. */
class ProcessGroupTest {

  @Test
  void what_descends_from_a_program_is_stopped_without_a_session_too() throws Exception {
    String script = "sh -c \"trap '' TERM; echo \\$\\$; while :; do sleep 1; done\" & wait";
    Process leader = new ProcessBuilder("sh", "-c", script).start();
    long child = Long.parseLong(said(leader));
    ProcessGroup group = new ProcessGroup(leader);

    assertThat(group.stop(Duration.ofMillis(200), late -> {})).isEmpty();

    assertThat(leader.isAlive()).isFalse();
    assertThat(Alive.is(child)).isFalse();
  }

  @Test
  void a_program_that_has_ended_has_no_members() throws Exception {
    Process leader = new ProcessBuilder("true").start();
    leader.waitFor();

    assertThat(new ProcessGroup(leader).members()).isEmpty();
  }

  private static String said(Process leader) throws Exception {
    BufferedReader reader = leader.inputReader(StandardCharsets.UTF_8);
    return reader.readLine();
  }
}
