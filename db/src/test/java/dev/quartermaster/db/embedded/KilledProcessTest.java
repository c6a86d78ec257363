package dev.quartermaster.db.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed, race each other, or leave things behind. */
class KilledProcessTest {

  @TempDir Path directory;

  @Test
  void committed_rows_outlive_the_kill_of_the_process_and_of_the_server() throws Exception {
    Joiner joiner = Joiner.start(directory);
    joiner.port();
    try (EmbeddedPostgres here = EmbeddedPostgres.join(directory)) {
      new Rows(here).run("CREATE TABLE kept AS SELECT 'a row' AS what");
      joiner.kill();
      kill(server());
    }

    try (EmbeddedPostgres again = EmbeddedPostgres.join(directory)) {
      assertThat(new Rows(again).ask("SELECT what FROM kept")).isEqualTo("a row");
    }
  }

  @Test
  void joining_again_brings_back_a_server_that_was_killed_under_its_users() throws Exception {
    try (EmbeddedPostgres before = EmbeddedPostgres.join(directory)) {
      kill(server());

      try (EmbeddedPostgres again = EmbeddedPostgres.join(directory)) {
        assertThat(again.port()).isEqualTo(before.port());
        assertThat(new Rows(before).ask("SELECT 1")).isEqualTo("1");
      }
    }
  }

  @Test
  void the_server_of_a_killed_process_runs_on_and_is_adopted_by_the_next() throws Exception {
    Joiner joiner = Joiner.start(directory);
    int port = joiner.port();
    long before = server().pid();

    joiner.kill();

    try (EmbeddedPostgres next = EmbeddedPostgres.join(directory)) {
      assertThat(server().pid()).isEqualTo(before);
      assertThat(next.port()).isEqualTo(port);
    }
    assertThat(directory.resolve("data/postmaster.pid")).doesNotExist();
  }

  @Test
  void eight_processes_that_join_an_empty_directory_at_once_share_one_server() throws Exception {
    Path cache = directory.resolve("cache");
    Path home = directory.resolve("home");
    List<Joiner> joiners = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      joiners.add(Joiner.start(home, "-D" + Binaries.CACHE_PROPERTY + "=" + cache));
    }

    Set<Integer> ports = new HashSet<>();
    for (Joiner joiner : joiners) {
      ports.add(joiner.port());
    }
    assertThat(ports).hasSize(1);
    assertThat(Files.readString(home.resolve("server.log"))).containsOnlyOnce("ready to accept");
    assertThat(cache).isDirectoryNotContaining("glob:**.unpacking");

    Joiner last = joiners.remove(7);
    for (Joiner joiner : joiners) {
      joiner.close();
    }
    assertThat(home.resolve("data/postmaster.pid")).exists();
    last.close();
    assertThat(home.resolve("data/postmaster.pid")).doesNotExist();
  }

  @Test
  void a_pid_file_that_names_another_program_does_not_hinder_the_start() throws Exception {
    leaveRowAndPidFile(ProcessHandle.current().pid() + "");

    try (EmbeddedPostgres again = EmbeddedPostgres.join(directory)) {
      assertThat(new Rows(again).ask("SELECT what FROM kept")).isEqualTo("a row");
    }
  }

  @Test
  void a_pid_file_that_a_power_cut_left_empty_does_not_hinder_the_start() throws Exception {
    leaveRowAndPidFile("");
    Files.writeString(directory.resolve("data/postmaster.pid"), "");

    try (EmbeddedPostgres again = EmbeddedPostgres.join(directory)) {
      assertThat(new Rows(again).ask("SELECT what FROM kept")).isEqualTo("a row");
    }
  }

  @Test
  void a_server_is_in_a_session_of_its_own_where_no_ctrl_c_reaches_it() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.join(directory)) {
      assertThat(postgres.port()).isPositive();
      assertThat(session(server().pid())).isNotEqualTo(session(ProcessHandle.current().pid()));
    }
  }

  @Test
  void a_server_holds_no_stream_of_ours_whose_reader_would_wait_for_ever() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.join(directory)) {
      assertThat(postgres.port()).isPositive();
      Path streams = Path.of("/proc", String.valueOf(server().pid()), "fd");
      assumeTrue(Files.isDirectory(streams), "only Linux shows the streams of a process");

      assertThat(streams.resolve("0").toRealPath()).isEqualTo(Path.of("/dev/null"));
      assertThat(streams.resolve("1").toRealPath()).isEqualTo(log());
      assertThat(streams.resolve("2").toRealPath()).isEqualTo(log());
    }
  }

  private Path log() throws Exception {
    return directory.resolve("server.log").toRealPath();
  }

  private void leaveRowAndPidFile(String pid) throws Exception {
    try (EmbeddedPostgres here = EmbeddedPostgres.join(directory)) {
      new Rows(here).run("CREATE TABLE kept AS SELECT 'a row' AS what");
      kill(server());
    }
    Path file = directory.resolve("data/postmaster.pid");
    List<String> lines = Files.readAllLines(file);
    lines.set(0, pid);
    Files.write(file, lines);
  }

  private static String session(long pid) throws Exception {
    Process ps = new ProcessBuilder("ps", "-o", "sess=", "-p", String.valueOf(pid)).start();
    return new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  private ProcessHandle server() throws Exception {
    long pid = Postmaster.of(new Home(directory.toRealPath())).orElseThrow().pid();
    return ProcessHandle.of(pid).orElseThrow();
  }

  private static void kill(ProcessHandle server) {
    server.destroyForcibly();
    server.onExit().join();
  }
}
