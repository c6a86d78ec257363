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
import java.util.Comparator;
import java.util.List;

/**
 * A migrated database on a PostgreSQL of its own in a temporary directory, with the settings that
 * the product gives its embedded server. Both are gone when it is closed and when the process is
 * interrupted.
 */
final class Scratch implements AutoCloseable {

  private static final String SCHEMA = "quartermaster";
  private static final int CONNECTIONS = 8;

  private final Path directory;
  private final EmbeddedPostgres server;
  private final Database database;
  private final Thread atInterrupt = new Thread(this::remove, "remove scratch");
  private boolean removed;

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
    Runtime.getRuntime().addShutdownHook(atInterrupt);
  }

  /** Starts one; takes a few seconds. */
  static Scratch open() {
    try {
      Path directory = Files.createTempDirectory("quartermaster-bench-");
      Scratch scratch = new Scratch(directory, EmbeddedPostgres.join(directory));
      Migrations.migrate(scratch.database);
      return scratch;
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
    Runtime.getRuntime().removeShutdownHook(atInterrupt);
    remove();
  }

  private synchronized void remove() {
    if (removed) {
      return;
    }
    removed = true;
    database.close();
    server.close();
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
