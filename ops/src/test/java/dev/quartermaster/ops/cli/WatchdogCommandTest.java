package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.db.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The watch from a process of its own. */
class WatchdogCommandTest {

  @TempDir Path directory;

  private TestDatabase test;
  private Program program;

  @BeforeEach
  void given() {
    test = TestDatabase.of(WatchdogCommandTest.class);
    Path pages = directory.resolve("pages");
    program =
        Program.in(directory)
            .on(
                test.database().settings(),
                "channels: {file: {type: command, argv: [/bin/sh, -c, 'echo \"$QUARTERMASTER_ALERT_NAME $QUARTERMASTER_ALERT_SUMMARY\" >> %s']}}"
                    .formatted(pages));
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void it_pages_for_a_node_that_has_gone_silent_and_takes_its_leave() {
    test.database()
        .run(
            handle ->
                handle.execute(
                    """
                    INSERT INTO node (name, incarnation, version, state, heartbeat_at)
                    VALUES ('hk-1', gen_random_uuid(), '0.1.0', 'up', qm_now())
                    """));

    try (Started watchdog = program.start("watchdog", "--name", "tower")) {
      patiently().until(() -> watchers().equals(List.of("tower watchdog")));
      patiently().until(() -> pages().contains("QuartermasterTest this is a test by tower"));
      patiently().until(() -> pages().contains("NodeDown "));
      assertThat(watchdog.isAlive()).isTrue();

      Ended ended = watchdog.terminate();

      assertThat(ended.code()).isZero();
      assertThat(ended.out()).contains("watching as tower");
    }
    assertThat(watchers()).isEmpty();
    assertThat(program.call("alerts", "list").done().out()).contains("NodeDown hk-1");
  }

  @Test
  void it_watches_nothing_that_it_would_first_have_to_make() {
    Program.in(directory)
        .at(directory.resolve("data"))
        .run("watchdog")
        .failed(
            2,
            "a watchdog watches an existing database: name its configuration with --config FILE");
  }

  private List<String> watchers() {
    return test.database()
        .transaction(
            handle ->
                handle
                    .createQuery("SELECT watcher || ' ' || kind FROM watch")
                    .mapTo(String.class)
                    .list());
  }

  private String pages() throws IOException {
    Path pages = directory.resolve("pages");
    return Files.exists(pages) ? Files.readString(pages) : "";
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(200));
  }
}
