package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.ops.agent.FakeApi;
import dev.quartermaster.ops.agent.FakeHost;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentCommandTest {

  @TempDir Path directory;
  private FakeHost host;
  private FakeApi api;
  private Program program;

  @BeforeEach
  void open() {
    host = new FakeHost(directory);
    api = FakeApi.start();
    program = Program.in(directory);
    program.file("token", FakeApi.TOKEN);
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void it_says_when_it_is_ready_and_ends_cleanly_by_a_signal() {
    host.uses("ada", "console", 1_000);
    try (Started agent = program.start(command())) {
      assertThat(agent.awaitReady()).isEqualTo(api.url());
      host.uses("ada", "console", 1_040);

      assertThat(agent.terminate())
          .isEqualTo(
              new Ended(
                  0,
                  "Quartermaster is ready: %s gets the use of host-1 every PT0.1S  (Ctrl-C stops it)\n"
                      .formatted(api.url()),
                  "Stopping: what is read and not sent waits in the state directory …\n"));
    }
    program.run(command("--once")).done();
    assertThat(api.charged("ada", "console")).isEqualTo(40);
  }

  @Test
  void a_kill_at_any_moment_neither_loses_nor_doubles_use() {
    host.uses("ada", "console", 1_000);
    program.run(command("--once")).done();
    long micros = 1_000;
    for (int life = 0; life < 4; life++) {
      try (Started agent = program.start(command())) {
        agent.awaitReady();
        int asked = api.asked();
        while (api.asked() < asked + 3 + life) {
          micros += 7;
          host.uses("ada", "console", micros);
          int before = api.asked();
          await().atMost(Duration.ofSeconds(20)).until(() -> api.asked() > before);
        }
        agent.kill();
      }
      micros += 13;
      host.uses("ada", "console", micros);
    }

    Ended last = program.run(command("--once"));

    assertThat(last.code()).isZero();
    // Killed between the answer and its record, the one before was taken, and is sent again.
    assertThat(last.err().lines()).allMatch(line -> line.contains("had been taken before"));
    assertThat(api.charged("ada", "console")).isEqualTo(micros - 1_000);
  }

  @Test
  void a_second_agent_with_the_same_state_is_refused() {
    try (Started agent = program.start(command())) {
      agent.awaitReady();

      program
          .run(command())
          .failed(
              3,
              "an agent is at work with the state directory state already: stop it, or give this one another by --state-dir");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--every 10s|--every '10s' is not a duration; write it like PT10S",
        "--every PT2H|--every is PT2H; it goes from PT0.1S to PT1H",
        "--proc --cgroups {username}|--proc and --cgroups count the same time twice: give only one of them",
        "--tarpit weight|--tarpit weight needs to know whose cgroup is which: name them with --tarpit-cgroups PATTERN",
        "--tarpit shares --tarpit-command x|--tarpit and --tarpit-command are two ways: give only one of them",
        "--cgroups a/{username} a/{username}/{source}|the cgroup pattern 'a/{username}/{source}' lies within 'a/{username}', which counts its time already: give only one of them",
        "--spool-limit 0|--spool-limit is 0 bytes; it is at least 1",
        "--source x=|--source 'x=' has no name; write NAME, or SEEN=NAME for what a cgroup shows",
        "--uid-users missing|--uid-users: cannot read missing",
      })
  void wrong_options_are_refused_with_the_mend(String options, String complaint) {
    List<String> line = new ArrayList<>(List.of("agent", "--url", "http://localhost:1"));
    line.addAll(List.of("--token-file", "token", "--state-dir", "state"));
    line.addAll(List.of(options.split(" ", -1)));

    program.call(line.toArray(String[]::new)).failed(2, complaint);
  }

  @Test
  void a_state_directory_that_cannot_be_had_is_refused_with_the_mend() {
    program.file("file", "");

    program
        .call("agent", "--url", "http://localhost", "--token-file", "token", "--state-dir", "file")
        .failed(
            2,
            "--state-dir: cannot work with file (java.nio.file.FileAlreadyExistsException: file): name a directory that this user can write");
  }

  @Test
  void a_wrong_address_or_token_is_refused_with_the_mend() {
    program
        .call("agent", "--url", "localhost:8080", "--token-file", "token")
        .failed(
            2,
            "the URL 'localhost:8080' is none of a server; write it like https://quartermaster.example:8080");
    program
        .call("agent", "--url", "http://h", "--token-file", "missing")
        .failed(2, "--token-file: cannot read missing");
    program
        .call("agent", "--url", "http://h")
        .failed(
            2,
            "the agent has no token: make one with 'tokens create --role reporter', and name its file with --token-file, or set QUARTERMASTER_AGENT_TOKEN");
  }

  private String[] command(String... more) {
    List<String> line = new ArrayList<>(List.of("agent", "--url", api.url().toString()));
    line.addAll(List.of("--token-file", "token", "--reporter", "host-1", "--every", "PT0.1S"));
    line.addAll(List.of("--state-dir", "state"));
    line.addAll(List.of("--cgroups", directory + "/cgroups/" + FakeHost.PATTERN));
    line.addAll(List.of(more));
    return line.toArray(String[]::new);
  }
}
