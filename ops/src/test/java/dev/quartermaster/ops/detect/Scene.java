package dev.quartermaster.ops.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.alerts.channel.PagerDutyLookAlike;
import dev.quartermaster.alerts.channel.PagerDutyLookAlike.Event;
import dev.quartermaster.db.Database;
import dev.quartermaster.ops.cli.Program;
import dev.quartermaster.ops.cli.Started;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** A healthy system of one node, with a watchdog of its own beside it, that pages a look-alike. */
final class Scene implements AutoCloseable {

  /** A watch that is younger does not believe all that it sees. */
  private static final Duration BELIEVES = Duration.ofSeconds(35);

  /** Some jobs of a user's: four that can fill the workers, and one that can hang. */
  private static final String SCHEDULES =
      """
      channels: {pager: {type: pagerduty, url: "%s", routing-key: %s}}
      routes: [{channels: [pager]}]
      schedules:
        fill-1: {kind: sql, every: PT1M, statement: "INSERT INTO detect.filled SELECT 1 WHERE detect.fills()"}
        fill-2: {kind: sql, every: PT1M, statement: "INSERT INTO detect.filled SELECT 1 WHERE detect.fills()"}
        fill-3: {kind: sql, every: PT1M, statement: "INSERT INTO detect.filled SELECT 1 WHERE detect.fills()"}
        fill-4: {kind: sql, every: PT1M, statement: "INSERT INTO detect.filled SELECT 1 WHERE detect.fills()"}
        report: {kind: command, every: PT1M, argv: [sh, -c, "if [ -e '%s' ]; then sleep 600; fi"]}
      """;

  private static final String TABLES =
      """
      CREATE TABLE filled (one int);
      CREATE TABLE filling ();
      CREATE FUNCTION fills() RETURNS boolean LANGUAGE plpgsql VOLATILE AS
      $$ BEGIN
           IF EXISTS (SELECT FROM detect.filling) THEN PERFORM pg_sleep(280); END IF;
           RETURN false;
         END $$;
      """;

  private final Database database;
  private final OwnServer server;
  private final Path home;
  private final Path hangs;
  private final PagerDutyLookAlike pager = PagerDutyLookAlike.start();
  private final Started node;
  private final Started watchdog;

  Scene(OwnServer server, Path directory) {
    this.server = server;
    this.home = directory;
    this.hangs = directory.resolve("hangs");
    this.database = server.fresh();
    change(TABLES);
    // As on two machines: neither has the other's files.
    this.node = program(directory.resolve("node")).start("node", "--name", "hk-1");
    node.awaitReady();
    this.watchdog = program(directory.resolve("watchdog")).start("watchdog", "--name", "outside");
  }

  private Program program(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Program.in(directory)
        .on(
            database.settings(),
            SCHEDULES.formatted(pager.url(), PagerDutyLookAlike.ROUTING_KEY, hangs));
  }

  /** Waits until both watch. */
  void awaitWatch() {
    await().atMost(Duration.ofMinutes(2)).until(() -> isWatchedFor(Duration.ofSeconds(2)));
  }

  /** Waits until all has gone well for a while, and the next planned minute is so far away. */
  void awaitHealth(Duration before) {
    await()
        .atMost(Duration.ofMinutes(4))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              Duration ahead = Duration.between(Instant.now(), nextMinute(Instant.now()));
              return ahead.compareTo(before) <= 0
                  && ahead.compareTo(before.minusSeconds(1)) > 0
                  && isWatchedFor(BELIEVES)
                  && ran() >= 5;
            });
    assertThat(pages(Instant.EPOCH)).isEmpty();
  }

  private boolean isWatchedFor(Duration length) {
    return count(
            """
            SELECT count(*) FROM watch_turn
             WHERE awake_since < qm_now() - interval '%d seconds' AND (SELECT count(*) FROM watch) = 2
            """
                .formatted(length.toSeconds()))
        == 1;
  }

  private long ran() {
    return count("SELECT count(*) FROM run WHERE outcome = 'succeeded'");
  }

  /** The next time at which all schedules of each minute fire. */
  static Instant nextMinute(Instant after) {
    return after.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
  }

  /** The first page for real that was taken after this. */
  Optional<Event> page(Instant after) {
    return pages(after).stream().findFirst();
  }

  List<Event> pages(Instant after) {
    return pager.events().stream()
        .filter(event -> event.receivedAt().isAfter(after))
        .filter(event -> event.body().path("event_action").asText().equals("trigger"))
        .filter(event -> !event.body().path("payload").path("severity").asText().equals("info"))
        .toList();
  }

  void change(String sql) {
    database.run(handle -> handle.execute(sql));
  }

  private long count(String sql) {
    return database.transaction(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  void reportHangs() {
    try {
      Files.createFile(hangs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  OwnServer server() {
    return server;
  }

  Started node() {
    return node;
  }

  /** Another program, in the directory of the scene. */
  Started beside(List<String> line) {
    return Program.in(home).process(line);
  }

  /** What its processes said, for a test that fails. */
  String said() {
    return "node: " + node.err() + "\nwatchdog: " + watchdog.err();
  }

  @Override
  public void close() {
    node.close();
    watchdog.close();
    pager.close();
    database.close();
  }
}
