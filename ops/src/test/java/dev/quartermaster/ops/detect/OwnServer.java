package dev.quartermaster.ops.detect;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseSettings;
import dev.quartermaster.db.embedded.EmbeddedPostgres;
import dev.quartermaster.db.migration.Migrations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A PostgreSQL that no other test uses, so that it can be stopped and made read-only. */
final class OwnServer implements AutoCloseable {

  private static final String SCHEMA = "detect";

  /** Processes that were killed leave statements behind that still go on. */
  private static final String END_OTHERS =
      """
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE backend_type = 'client backend' AND application_name <> current_setting('application_name')
      """;

  private final Path directory =
      Path.of(System.getProperty("basedir", ""), "target", "detect-postgres");
  private final EmbeddedPostgres server = EmbeddedPostgres.join(directory);

  /** An empty migrated schema. */
  Database fresh() {
    readOnly(false);
    Database database = Database.open(settings());
    database.run(handle -> handle.execute(END_OTHERS));
    database.run(handle -> handle.execute("DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE"));
    Migrations.migrate(database);
    return database;
  }

  private DatabaseSettings settings() {
    return new DatabaseSettings(
        server.jdbcUrl(),
        new DatabaseSettings.Login(server.user(), this::password),
        SCHEMA,
        new DatabaseSettings.Pool(3, "detect"));
  }

  private String password() {
    try {
      return Files.readString(server.passwordFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it takes writes: at once, in the sessions that are there too. */
  void readOnly(boolean now) {
    try (Connection session =
            DriverManager.getConnection(server.jdbcUrl(), server.user(), password());
        Statement statement = session.createStatement()) {
      statement.execute("ALTER SYSTEM SET default_transaction_read_only = " + now);
      statement.execute("SELECT pg_reload_conf()");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends it with all its sessions, and waits until it has. */
  void stop() {
    try {
      Path file = directory.resolve("data").resolve("postmaster.pid");
      String pid = Files.readAllLines(file, StandardCharsets.ISO_8859_1).get(0).strip();
      ProcessHandle process = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
      new ProcessBuilder("kill", "-INT", pid).start().waitFor();
      process.onExit().join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Starts it again, on the same port, when it was stopped; and lets it take writes. */
  void heal() {
    EmbeddedPostgres.join(directory).close();
    readOnly(false);
  }

  @Override
  public void close() {
    server.close();
  }
}
