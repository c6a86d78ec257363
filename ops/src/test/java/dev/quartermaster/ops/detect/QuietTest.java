package dev.quartermaster.ops.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quartermaster.ops.cli.Program;
import dev.quartermaster.ops.cli.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A healthy system on a busy machine, which freezes now and then and collects garbage for long.
 * With {@code -Ddetect.quiet=true}; for so many minutes as {@code -Ddetect.minutes} says, else
 * three.
 */
@EnabledIfSystemProperty(named = "detect.quiet", matches = "true")
class QuietTest {

  private static final Duration LENGTH =
      Duration.ofMinutes(Integer.getInteger("detect.minutes", 3));
  private static final Duration BETWEEN = Duration.ofSeconds(30);
  private static final Duration FROZEN = Duration.ofSeconds(5);
  private static final Path STRESS = Path.of("/usr/bin/stress-ng");

  @TempDir Path directory;
  private final CountDownLatch over = new CountDownLatch(1);

  @Test
  void a_node_that_is_frozen_for_five_seconds_under_load_pages_nobody() throws Exception {
    assumeTrue(Files.isExecutable(STRESS), "SKIPPED: stress-ng is not installed");
    try (OwnServer server = new OwnServer("quiet");
        Scene scene = new Scene(server, directory, List.of(Way.PAGERDUTY));
        Started load = Program.in(directory).process(stress())) {
      scene.awaitHealth(Fault.BEFORE);

      Instant end = Instant.now().plus(LENGTH);
      while (Instant.now().isBefore(end)) {
        scene.freeze();
        rest(FROZEN);
        scene.goOn();
        collect(scene.all().get(0).node());
        rest(BETWEEN.minus(FROZEN));
        assertThat(load.isAlive()).isTrue();
        assertThat(scene.pages(Instant.EPOCH)).as(scene::said).isEmpty();
      }
    }
  }

  /** As many as there are processors keep them busy, two more the memory and the disk. */
  private static List<String> stress() {
    return List.of(
        STRESS.toString(),
        "--cpu",
        "0",
        "--vm",
        "1",
        "--vm-bytes",
        "256M",
        "--hdd",
        "1",
        "--hdd-bytes",
        "64M");
  }

  /** All of the heap is walked while the program stands still, again and again. */
  private static void collect(Started node) throws IOException, InterruptedException {
    for (int i = 0; i < 5; i++) {
      new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
              Long.toString(node.pid()),
              "GC.class_histogram")
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    }
  }

  private void rest(Duration length) throws InterruptedException {
    over.await(length.toMillis(), TimeUnit.MILLISECONDS);
  }
}
