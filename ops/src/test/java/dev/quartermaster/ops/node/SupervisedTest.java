package dev.quartermaster.ops.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.ops.cli.Program;
import dev.quartermaster.ops.cli.Started;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systemd hears: by its own program, from a real node, on a real socket. */
class SupervisedTest {

  /** Writes down each datagram; Java has none of local sockets. */
  private static final String LISTEN =
      "use Socket; socket(S, AF_UNIX, SOCK_DGRAM, 0); bind(S, sockaddr_un('notify')) or die;"
          + " open(F, '>>', 'heard'); select(F); $| = 1; while (recv(S, $m, 4096, 0) || 1) { print \"$m\\n\"; }";

  @TempDir Path directory;

  @Test
  void a_third_of_what_systemd_waits_for_lies_between_two_words() {
    assertThat(Supervised.interval(Map.of("WATCHDOG_USEC", "30000000")))
        .isEqualTo(Optional.of(Duration.ofSeconds(10)));
    assertThat(Supervised.interval(Map.of())).isEmpty();
    assertThat(Supervised.interval(Map.of("WATCHDOG_USEC", "soon"))).isEmpty();
  }

  @Test
  void systemd_hears_that_a_node_is_ready_and_moves_and_nothing_while_it_is_frozen() {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/systemd-notify"))
            && Files.isExecutable(Path.of("/usr/bin/perl")),
        "SKIPPED: systemd-notify or perl is not installed");
    try (TestDatabase test = TestDatabase.of(SupervisedTest.class)) {
      Program program = Program.in(directory).on(test.database().settings());
      String socket = directory.resolve("notify").toString();
      try (Started perl = program.process(List.of("perl", "-e", LISTEN))) {
        await().until(() -> Files.exists(directory.resolve("notify")) || !perl.isAlive());
        assertThat(perl.isAlive()).as(perl.err()).isTrue();
        try (Started node =
            program
                .in(Map.of("NOTIFY_SOCKET", socket, "WATCHDOG_USEC", "600000"))
                .start("node", "--name", "hk-1")) {
          node.awaitReady();
          await().until(() -> heard("WATCHDOG=1") >= 3);
          assertThat(heard("READY=1")).isPositive();

          node.freeze();
          AtomicLong last = new AtomicLong(-1);
          await()
              .during(Duration.ofSeconds(1))
              .until(() -> last.getAndSet(heard("WATCHDOG=1")) == last.get());
          node.goOn();
          await().until(() -> heard("WATCHDOG=1") > last.get());

          assertThat(node.terminate().code()).isZero();
          assertThat(heard("STOPPING=1")).isEqualTo(1);
        }
      }
    }
  }

  private long heard(String word) {
    try (var lines = Files.lines(directory.resolve("heard"))) {
      return lines.filter(word::equals).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
