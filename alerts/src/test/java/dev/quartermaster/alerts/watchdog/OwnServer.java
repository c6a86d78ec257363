package dev.quartermaster.alerts.watchdog;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseSettings;
import dev.quartermaster.db.embedded.EmbeddedPostgres;
import dev.quartermaster.db.migration.Migrations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A server that a test may stop, with a fresh schema. */
final class OwnServer implements AutoCloseable {

  private final Path directory;
  private final String name = "outage_" + System.nanoTime();
  private EmbeddedPostgres postgres;
  private final Database database;

  private OwnServer(Path directory) {
    this.directory = directory.resolve("postgres");
    this.postgres = EmbeddedPostgres.join(this.directory);
    this.database =
        Database.open(
            new DatabaseSettings(
                postgres.jdbcUrl(),
                new DatabaseSettings.Login(postgres.user(), this::password),
                name,
                new DatabaseSettings.Pool(2, name)));
    Migrations.migrate(database);
  }

  static OwnServer start(Path directory) {
    return new OwnServer(directory);
  }

  String name() {
    return name;
  }

  Database database() {
    return database;
  }

  void stop() {
    postgres.close();
  }

  /** On the same port. */
  void restart() {
    postgres = EmbeddedPostgres.join(directory);
  }

  void takesWrites(boolean does) {
    try (Connection connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), password());
        var statement = connection.createStatement()) {
      statement.execute(
          "ALTER SYSTEM SET default_transaction_read_only = " + (does ? "off" : "on"));
      statement.execute("SELECT pg_reload_conf()");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private String password() {
    try {
      return Files.readString(postgres.passwordFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    database.close();
    postgres.close();
  }
}
