package dev.quartermaster.ops.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One fault after the other, at default settings and with schedules of each minute. All of them
 * with {@code -Ddetect.all=true}, some with {@code -Ddetect.only=KILLED_NODE,IDLE_JOB}; those are
 * measured, by every way to people, and with {@code -Ddetect.record=true} the table is written.
 */
class DetectionTest {

  private static final Map<Fault, Way> USUAL =
      Map.of(
          Fault.KILLED_NODE, Way.PAGERDUTY,
          Fault.DELETED_TRIGGER, Way.MAIL,
          Fault.DATABASE_STOPPED, Way.PAGERDUTY);

  private static final String ONLY = System.getProperty("detect.only", "");
  private static final boolean ALL = Boolean.getBoolean("detect.all");

  /** Only a figure needs a system that was well for a while, and a planned minute at hand. */
  private static final boolean MEASURED = ALL || !ONLY.isEmpty();

  /** Generous: a busy machine must not fail it. The table has the figures. */
  private static final Duration PAGED_WITHIN = Duration.ofMinutes(3);

  private static final Detections DETECTIONS = new Detections(Detections.Side.OURS);

  private static OwnServer server;

  @TempDir Path directory;

  @BeforeAll
  static void open() {
    server = new OwnServer("detect");
  }

  @AfterAll
  static void close() {
    server.close();
  }

  static Stream<Fault> faults() {
    if (!ONLY.isEmpty()) {
      return Arrays.stream(ONLY.split(",")).map(Fault::valueOf);
    }
    return ALL ? Arrays.stream(Fault.values()) : USUAL.keySet().stream().sorted();
  }

  private static Set<Way> ways(Fault fault) {
    if (!MEASURED) {
      return EnumSet.of(USUAL.getOrDefault(fault, Way.PAGERDUTY));
    }
    Set<Way> ways = EnumSet.allOf(Way.class);
    ways.removeIf(way -> !way.isInstalled());
    return ways;
  }

  @ParameterizedTest
  @MethodSource("faults")
  void somebody_is_paged(Fault fault) throws IOException {
    somebodyIsPaged(fault, ways(fault));
  }

  /** Where it is not installed this is skipped, and says so. */
  @Test
  void a_dead_node_pages_through_debians_alertmanager() throws IOException {
    Assumptions.assumeFalse(MEASURED, "measured with the others");
    Assumptions.assumeTrue(Way.ALERTMANAGER.isInstalled(), "SKIPPED: it is not installed");

    somebodyIsPaged(Fault.KILLED_NODE, EnumSet.of(Way.ALERTMANAGER));
  }

  private void somebodyIsPaged(Fault fault, Collection<Way> ways) throws IOException {
    try (Scene scene = new Scene(server, directory, ways)) {
      if (MEASURED) {
        measure(fault, scene);
      } else {
        scene.awaitWatch();
        assertThat(pages(scene, fault.strike(scene))).hasSize(ways.size());
      }
    } finally {
      server.heal();
    }
  }

  private void measure(Fault fault, Scene scene) throws IOException {
    Optional<RulesWatch> rules = scene.byRules(directory);
    try {
      scene.awaitHealth(Fault.BEFORE);

      Instant struck = fault.strike(scene);

      Map<Way, Taken> pages = pages(scene, struck);
      Optional<String> byRules = rules.map(watch -> byRules(watch, struck));
      Detected detected = new Detected(fault, struck, pages, byRules);
      DETECTIONS.put(fault, detected.cells());
      DETECTIONS.recordIfWanted();
      System.out.println(fault + " " + detected.cells());
    } finally {
      rules.ifPresent(RulesWatch::close);
    }
  }

  /** The first over each way. */
  private static Map<Way, Taken> pages(Scene scene, Instant after) {
    Map<Way, Taken> pages = new EnumMap<>(Way.class);
    List<Installation> all = scene.all();
    try {
      await()
          .atMost(PAGED_WITHIN)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> all.stream().allMatch(one -> one.page(after).isPresent()));
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("nobody was paged: " + scene.said(), e);
    }
    all.forEach(one -> pages.put(one.way(), one.page(after).orElseThrow()));
    return pages;
  }

  private static String byRules(RulesWatch watch, Instant struck) {
    Instant end = struck.plus(PAGED_WITHIN);
    await()
        .atMost(PAGED_WITHIN.plusSeconds(10))
        .until(() -> watch.page(struck).isPresent() || Instant.now().isAfter(end));
    return watch
        .page(struck)
        .map(page -> "%s (%s)".formatted(Detected.after(struck, page), page.alert()))
        .orElse("not within 3 min");
  }
}
