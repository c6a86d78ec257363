package dev.quartermaster.jobs.chaos;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseSettings;
import dev.quartermaster.db.embedded.EmbeddedPostgres;
import dev.quartermaster.db.migration.Migrations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A PostgreSQL that no other test uses, so that it can be stopped under its users. */
final class OwnPostgres implements AutoCloseable {

  static final String SCHEMA = "chaos";

  private final Path directory =
      Path.of(System.getProperty("basedir", ""), "target", "chaos-postgres");
  private final EmbeddedPostgres first = EmbeddedPostgres.join(directory);
  private volatile boolean up = true;

  int port() {
    return first.port();
  }

  /** Settings that reach it at a port, its own or that of a proxy. */
  DatabaseSettings at(int port, String pool) {
    return new DatabaseSettings(
        first.jdbcUrl().replace(":" + first.port() + "/", ":" + port + "/"),
        new DatabaseSettings.Login(first.user(), this::password),
        SCHEMA,
        new DatabaseSettings.Pool(6, pool));
  }

  /** An empty migrated schema, reached directly. */
  Database fresh() {
    Database database = Database.open(at(port(), "chaos"));
    database.run(handle -> handle.execute("DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE"));
    Migrations.migrate(database);
    return database;
  }

  private String password() {
    try {
      return Files.readString(first.passwordFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isUp() {
    return up;
  }

  /**
   * Stops it, and waits until it has.
   *
   * @param signal INT ends all sessions, QUIT crashes
   */
  void stop(String signal) throws IOException, InterruptedException {
    up = false;
    ProcessHandle server = ProcessHandle.of(pid()).orElseThrow();
    new ProcessBuilder("kill", "-" + signal, Long.toString(server.pid())).start().waitFor();
    server.onExit().join();
  }

  /** The first line of its own file. */
  private long pid() throws IOException {
    Path file = directory.resolve("data").resolve("postmaster.pid");
    return Long.parseLong(Files.readAllLines(file, StandardCharsets.ISO_8859_1).get(0).strip());
  }

  /** Starts it again, on the same port, and waits until it answers. */
  void start() {
    try (EmbeddedPostgres again = EmbeddedPostgres.join(directory)) {
      if (again.port() != first.port()) {
        throw new IllegalStateException("another program has taken port " + first.port());
      }
    }
    up = true;
  }

  @Override
  public void close() {
    first.close();
  }
}
