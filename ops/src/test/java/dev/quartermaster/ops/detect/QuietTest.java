package dev.quartermaster.ops.detect;

import static org.assertj.core.api.Assertions.assertThat;

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
 * A healthy system on a busy machine, which freezes now and then. With {@code -Ddetect.quiet=true};
 * for so many minutes as {@code -Ddetect.minutes} says, else three.
 */
@EnabledIfSystemProperty(named = "detect.quiet", matches = "true")
class QuietTest {

  private static final Duration LENGTH =
      Duration.ofMinutes(Integer.getInteger("detect.minutes", 3));
  private static final Duration BETWEEN = Duration.ofSeconds(30);
  private static final Duration FROZEN = Duration.ofSeconds(5);

  @TempDir Path directory;
  private final CountDownLatch over = new CountDownLatch(1);

  @Test
  void a_node_that_is_frozen_for_five_seconds_under_load_pages_nobody() throws Exception {
    try (OwnServer server = new OwnServer("quiet");
        Scene scene = new Scene(server, directory, List.of(Way.PAGERDUTY))) {
      scene.awaitHealth(Fault.BEFORE);
      busy();
      busy();

      Instant end = Instant.now().plus(LENGTH);
      while (Instant.now().isBefore(end)) {
        scene.freeze();
        rest(FROZEN);
        scene.goOn();
        rest(BETWEEN.minus(FROZEN));
      }

      assertThat(scene.pages(Instant.EPOCH)).as(scene::said).isEmpty();
    } finally {
      over.countDown();
    }
  }

  /** A processor, for as long as the test goes on. */
  private void busy() {
    Thread thread =
        new Thread(
            () -> {
              while (over.getCount() > 0) {
                Thread.onSpinWait();
              }
            },
            "load");
    thread.setDaemon(true);
    thread.start();
  }

  private void rest(Duration length) throws InterruptedException {
    over.await(length.toMillis(), TimeUnit.MILLISECONDS);
  }
}
