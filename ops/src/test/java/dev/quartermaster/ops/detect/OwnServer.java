package dev.quartermaster.ops.detect;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseSettings;
import dev.quartermaster.db.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A PostgreSQL that no other test uses, so that it can be stopped and made read-only. */
public final class OwnServer implements AutoCloseable {

  static final String SCHEMA = "detect";

  private final Path directory;
  private final EmbeddedPostgres server;

  public OwnServer(String name) {
    directory = Path.of(System.getProperty("basedir", ""), "target", name + "-postgres");
    server = EmbeddedPostgres.join(directory);
  }

  /** Empty; whoever was there is thrown out: processes that were killed leave statements behind. */
  public Database fresh(String name) {
    readOnly(false);
    execute(
        "SET default_transaction_read_only = off",
        "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)",
        "CREATE DATABASE " + name);
    URI all = URI.create(server.jdbcUrl().substring("jdbc:".length()));
    Database database =
        Database.open(
            new DatabaseSettings(
                "jdbc:" + all.resolve("/" + name),
                new DatabaseSettings.Login(server.user(), this::password),
                SCHEMA,
                new DatabaseSettings.Pool(3, "detect")));
    database.run(handle -> handle.execute("CREATE SCHEMA " + SCHEMA));
    return database;
  }

  private String password() {
    try {
      return Files.readString(server.passwordFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it takes writes: at once, in the sessions that are there too. */
  public void readOnly(boolean now) {
    execute("ALTER SYSTEM SET default_transaction_read_only = " + now, "SELECT pg_reload_conf()");
  }

  /** Each in a session of its own server's owner, outside any transaction. */
  public void execute(String... statements) {
    try (Connection session =
            DriverManager.getConnection(server.jdbcUrl(), server.user(), password());
        Statement statement = session.createStatement()) {
      for (String one : statements) {
        statement.execute(one);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends it with all its sessions, and waits until it has. */
  void stop() {
    signal("INT");
  }

  /** As if its machine had lost power, but for what it had given to the disk. */
  public void crash() {
    signal("QUIT");
  }

  private void signal(String name) {
    try {
      Path file = directory.resolve("data").resolve("postmaster.pid");
      String pid = Files.readAllLines(file, StandardCharsets.ISO_8859_1).get(0).strip();
      ProcessHandle process = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
      new ProcessBuilder("kill", "-" + name, pid).start().waitFor();
      process.onExit().join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Starts it again, on the same port, when it was stopped; and lets it take writes. */
  public void heal() {
    EmbeddedPostgres.join(directory).close();
    readOnly(false);
  }

  @Override
  public void close() {
    server.close();
  }
}
