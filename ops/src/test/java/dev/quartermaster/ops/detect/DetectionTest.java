package dev.quartermaster.ops.detect;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.alerts.channel.PagerDutyLookAlike.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One fault after the other, at default settings and with schedules of each minute. All of them
 * with {@code -Ddetect.all=true}, some with {@code -Ddetect.only=KILLED_NODE,IDLE_JOB}; those are
 * measured, and with {@code -Ddetect.record=true} the table is written.
 */
class DetectionTest {

  private static final Set<Fault> USUAL =
      EnumSet.of(Fault.KILLED_NODE, Fault.DELETED_TRIGGER, Fault.DATABASE_STOPPED);

  private static final String ONLY = System.getProperty("detect.only", "");
  private static final boolean ALL = Boolean.getBoolean("detect.all");

  /** Only a figure needs a system that was well for a while, and a planned minute at hand. */
  private static final boolean MEASURED = ALL || !ONLY.isEmpty();

  /** Generous: a busy machine must not fail it. The table has the figures. */
  private static final Duration PAGED_WITHIN = Duration.ofMinutes(3);

  private static final Map<Fault, Detected> DETECTED = new TreeMap<>();

  private static OwnServer server;

  @TempDir Path directory;

  @BeforeAll
  static void open() {
    server = new OwnServer();
  }

  @AfterAll
  static void close() throws IOException {
    server.close();
    if (Boolean.getBoolean("detect.record")) {
      Path docs = Path.of(System.getProperty("basedir", ""), "docs");
      new Detections(DETECTED).write(docs.resolve("detection.md"));
    }
  }

  static Stream<Fault> faults() {
    if (!ONLY.isEmpty()) {
      return Arrays.stream(ONLY.split(",")).map(Fault::valueOf);
    }
    return ALL ? Arrays.stream(Fault.values()) : USUAL.stream();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void somebody_is_paged(Fault fault) {
    try (Scene scene = new Scene(server, directory)) {
      if (MEASURED) {
        scene.awaitHealth(Fault.BEFORE);
      } else {
        scene.awaitWatch();
      }

      Instant struck = fault.strike(scene);

      Event page = awaitPage(scene, struck);
      JsonNode payload = page.body().path("payload");
      DETECTED.put(
          fault,
          new Detected(
              fault,
              struck,
              fault.missedAt(struck),
              page.receivedAt(),
              payload.path("class").asText()));
      System.out.println(DETECTED.get(fault).row() + " " + payload.path("summary").asText());
    } finally {
      server.heal();
    }
  }

  private static Event awaitPage(Scene scene, Instant after) {
    try {
      return await()
          .atMost(PAGED_WITHIN)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> scene.page(after), Optional::isPresent)
          .orElseThrow();
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("nobody was paged: " + scene.said(), e);
    }
  }
}
