package dev.quartermaster.ops.detect;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.migration.Migrations;
import dev.quartermaster.ops.cli.Program;
import dev.quartermaster.ops.cli.Started;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One node, with a watchdog of its own beside it, that pages by one channel. */
final class Installation implements AutoCloseable {

  /** Some jobs of a user's: four that can fill the workers, and one that can hang. */
  private static final String SCHEDULES =
      """
      channels: {it: %s}
      routes: [{channels: [it]}]
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

  private final Way way;
  private final Receiver receiver;
  private final Database database;
  private final Path directory;
  private final Path hangs;
  private final Started node;
  private final Started watchdog;
  private final URI address;

  /** Of that way, in a database of its name. */
  Installation(OwnServer server, Path under, Way way) {
    this.way = way;
    this.directory = under.resolve(way.word());
    this.hangs = directory.resolve("hangs");
    // As on two machines: neither has the other's files.
    Path nodes = made("node");
    Path watchdogs = made("watchdog");
    this.receiver = way.open(directory);
    this.database = server.fresh("detect_" + way.word());
    Migrations.migrate(database);
    change(TABLES);
    this.node = program(nodes).start("node", "--name", "hk-1");
    this.address = node.awaitReady();
    this.watchdog = program(watchdogs).start("watchdog", "--name", "outside");
  }

  private Path made(String name) {
    try {
      return Files.createDirectories(directory.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Program program(Path directory) {
    return Program.in(directory)
        .on(database.settings(), SCHEDULES.formatted(receiver.channel(), hangs));
  }

  /** Whether both watch, for so long. */
  boolean isWatchedFor(Duration length) {
    return count(
            """
            SELECT count(*) FROM watch_turn
             WHERE awake_since < qm_now() - interval '%d seconds' AND (SELECT count(*) FROM watch) = 2
            """
                .formatted(length.toSeconds()))
        == 1;
  }

  /** How many runs have succeeded. */
  long ran() {
    return count("SELECT count(*) FROM run WHERE outcome = 'succeeded'");
  }

  private long count(String sql) {
    return database.transaction(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  /** The first page for real that was taken after this. */
  Optional<Taken> page(Instant after) {
    return pages(after).stream().findFirst();
  }

  List<Taken> pages(Instant after) {
    return receiver.pages().stream().filter(page -> page.at().isAfter(after)).toList();
  }

  void change(String sql) {
    database.run(handle -> handle.execute(sql));
  }

  void reportHangs() {
    try {
      Files.createFile(hangs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Way way() {
    return way;
  }

  Started node() {
    return node;
  }

  URI address() {
    return address;
  }

  Receiver receiver() {
    return receiver;
  }

  /** What its processes said, for a test that fails. */
  String said() {
    return "%s: node: %s%nwatchdog: %s".formatted(way, node.err(), watchdog.err());
  }

  @Override
  public void close() {
    node.close();
    watchdog.close();
    receiver.close();
    database.close();
  }
}
