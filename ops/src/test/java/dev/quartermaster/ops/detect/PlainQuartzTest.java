package dev.quartermaster.ops.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same faults, done to plain Quartz: to a node each, all at once, in some five minutes. With
 * {@code -Ddetect.record=true} the table is written.
 */
@EnabledIfSystemProperty(named = "detect.all", matches = "true")
class PlainQuartzTest {

  /** How long it may take to be at work again. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path directory;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Map<Fault, PlainInstallation> all = new EnumMap<>(Fault.class);
  private final Map<Fault, Instant> struck = new EnumMap<>(Fault.class);

  @AfterEach
  void close() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  @Test
  void plain_quartz_pages_nobody() throws IOException {
    start();
    awaitWork();

    // What takes a while comes last: the others must not miss the minute.
    all.keySet().stream()
        .sorted(Comparator.comparing(fault -> fault == Fault.DATABASE_STOPPED))
        .forEachOrdered(fault -> struck.put(fault, fault.strike(all.get(fault))));

    Instant end = struck.get(Fault.HANGING_JOB).plus(PATIENCE).plus(Duration.ofMinutes(1));
    Detections detections = new Detections(Detections.Side.PLAIN);
    await().atMost(PATIENCE.multipliedBy(2)).until(() -> Instant.now().isAfter(end));
    all.forEach((fault, plain) -> detections.put(fault, cells(fault, plain)));
    all.forEach((fault, plain) -> System.out.println(fault + " " + cells(fault, plain)));
    detections.recordIfWanted();
    assertThat(all).hasSize(Fault.values().length);
  }

  /** The server is struck too by some faults: each of those has one of its own. */
  private void start() {
    OwnServer shared = server("plain");
    for (Fault fault : Fault.values()) {
      OwnServer server =
          switch (fault) {
            case DATABASE_STOPPED -> server("plain-stopped");
            case DATABASE_READ_ONLY -> server("plain-read-only");
            default -> shared;
          };
      PlainInstallation plain = new PlainInstallation(server, directory, fault);
      open.add(plain);
      all.put(fault, plain);
    }
  }

  private OwnServer server(String name) {
    OwnServer server = new OwnServer(name);
    open.add(server);
    return server;
  }

  private void awaitWork() {
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () ->
                all.forEach((fault, plain) -> assertThat(works(fault)).as(plain.said()).isTrue()));
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> Scene.isBefore(Fault.BEFORE));
  }

  private boolean works(Fault fault) {
    return all.get(fault).did(fault.schedule(), Instant.EPOCH).isPresent();
  }

  private Map<Column, String> cells(Fault fault, PlainInstallation plain) {
    Instant missed = fault.missedAt(struck.get(fault));
    Instant end = missed.plus(PATIENCE);
    Map<Column, String> cells = new EnumMap<>(Column.class);
    cells.put(Column.PLAIN_TOLD, told(plain.loud(struck.get(fault))));
    cells.put(
        Column.PLAIN_AGAIN,
        plain
            .did(fault.schedule(), missed)
            .filter(at -> at.isBefore(end))
            .map(at -> Detected.after(struck.get(fault), new Taken(at, fault.schedule())))
            .orElse("not within 3 min"));
    return cells;
  }

  private static String told(List<String> loud) {
    return loud.isEmpty()
        ? "nobody; nothing in its log"
        : "nobody; in its log %d times, first `%s`".formatted(loud.size(), shown(loud.get(0)));
  }

  /** As a cell of a table may have it. */
  private static String shown(String line) {
    String plain = line.replaceAll("[|`]", " ").replaceAll("@[0-9a-f]+", "");
    return plain.length() > 100 ? plain.substring(0, 100) + "…" : plain;
  }
}
