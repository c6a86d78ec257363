package dev.quartermaster.ops.bench;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseSettings;
import dev.quartermaster.db.embedded.EmbeddedPostgres;
import dev.quartermaster.db.migration.Migrations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A migrated database on a PostgreSQL of its own in a temporary directory, with the settings that
 * the product gives its embedded server. Both are gone when it is closed and when the process is
 * interrupted.
 */
final class Scratch implements AutoCloseable {

  private static final String SCHEMA = "quartermaster";
  private static final int CONNECTIONS = 8;

  private static final Set<Scratch> OPEN = new HashSet<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Scratch::interrupted, "remove scratch"));
  }

  private final Path directory;
  private final EmbeddedPostgres server;
  private final Database database;

  private Scratch(Path directory, EmbeddedPostgres server) {
    this.directory = directory;
    this.server = server;
    this.database =
        Database.open(
            new DatabaseSettings(
                server.jdbcUrl(),
                new DatabaseSettings.Login(server.user(), this::password),
                SCHEMA,
                new DatabaseSettings.Pool(CONNECTIONS, "bench")));
  }

  /** Starts one; takes a few seconds. */
  static Scratch open() {
    Scratch scratch = start();
    Migrations.migrate(scratch.database);
    return scratch;
  }

  /** An interrupt waits for the start to end, so that it finds what it must remove. */
  private static synchronized Scratch start() {
    Path directory = makeDirectory();
    try {
      Scratch scratch = new Scratch(directory, EmbeddedPostgres.join(directory));
      OPEN.add(scratch);
      return scratch;
    } catch (RuntimeException e) {
      delete(directory);
      throw e;
    }
  }

  private static Path makeDirectory() {
    try {
      return Files.createTempDirectory("quartermaster-bench-");
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary directory can be made", e);
    }
  }

  private String password() {
    try {
      return Files.readString(server.passwordFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Database database() {
    return database;
  }

  /** Goes with the server. */
  Path directory() {
    return directory;
  }

  /** What another process needs beside the address. */
  Path passwordFile() {
    return server.passwordFile();
  }

  /** CPU time of the server's processes so far; of those that ended meanwhile nothing is known. */
  Duration cpu() {
    return database.transaction(
        handle ->
            handle.createQuery("SELECT pid FROM pg_stat_activity").mapTo(Long.class).list().stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus));
  }

  /**
   * Leaves every table as autovacuum would, and nothing for the next checkpoint to write: each
   * measured part begins alike.
   */
  void comeToRest() {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("VACUUM (ANALYZE)");
      statement.execute("CHECKPOINT");
    } catch (SQLException e) {
      throw new IllegalStateException("the scratch database cannot be vacuumed", e);
    }
  }

  /** Bytes of write-ahead log since the server began. */
  long walBytes() {
    return database.transaction(
        handle ->
            handle
                .createQuery("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')")
                .mapTo(Long.class)
                .one());
  }

  @Override
  public void close() {
    remove(this);
  }

  private static void interrupted() {
    Bench.interrupt();
    removeAll();
  }

  private static synchronized void removeAll() {
    List.copyOf(OPEN).forEach(Scratch::remove);
  }

  private static synchronized void remove(Scratch scratch) {
    if (!OPEN.remove(scratch)) {
      return;
    }
    scratch.database.close();
    scratch.server.close();
    delete(scratch.directory);
  }

  private static void delete(Path directory) {
    try (var tree = Files.walk(directory)) {
      List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the scratch directory %s stays".formatted(directory), e);
    }
  }
}
