package dev.quartermaster.ops.incident;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseSettings;
import dev.quartermaster.db.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of its own in a temporary directory, and the processes that were started on it. All
 * of it is gone when it is closed, and when this process is told to stop.
 */
final class Stage implements AutoCloseable {

  private final Thread hook = new Thread(this::stop, "clear the stage");
  private final List<Process> processes = new ArrayList<>();
  private final List<Database> databases = new ArrayList<>();
  private volatile boolean gone;
  private volatile boolean stopped;
  private @Nullable Path directory;
  private @Nullable EmbeddedPostgres server;

  private Stage() {}

  /** Takes a few seconds. */
  static Stage open() {
    Stage stage = new Stage();
    Runtime.getRuntime().addShutdownHook(stage.hook);
    try {
      stage.start();
      return stage;
    } catch (RuntimeException e) {
      stage.close();
      throw e;
    }
  }

  /** Who is told to stop waits for the start to end, so that it finds what it must remove. */
  private synchronized void start() {
    requireThere();
    try {
      directory = Files.createTempDirectory("quartermaster-incident-");
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary directory can be made", e);
    }
    server = EmbeddedPostgres.join(directory.resolve("postgres"));
  }

  private void requireThere() {
    if (gone) {
      throw new NotShown("the stage is cleared");
    }
  }

  /** Whether this process was told to stop: what fails from then on tells nothing. */
  boolean isStopped() {
    return stopped;
  }

  Path directory() {
    requireThere();
    if (directory == null) {
      throw new IllegalStateException("not opened");
    }
    return directory;
  }

  Path passwordFile() {
    return server().passwordFile();
  }

  private EmbeddedPostgres server() {
    requireThere();
    if (server == null) {
      throw new IllegalStateException("not opened");
    }
    return server;
  }

  /** An empty database of this name. */
  synchronized Database fresh(String name, String schema, int connections) {
    EmbeddedPostgres own = server();
    try (Connection session =
            DriverManager.getConnection(own.jdbcUrl(), own.user(), read(own.passwordFile()));
        Statement statement = session.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("no database can be made: " + e.getMessage(), e);
    }
    URI all = URI.create(own.jdbcUrl().substring("jdbc:".length()));
    Database database =
        Database.open(
            new DatabaseSettings(
                "jdbc:" + all.resolve("/" + name),
                new DatabaseSettings.Login(own.user(), () -> read(own.passwordFile())),
                schema,
                new DatabaseSettings.Pool(connections, "incident")));
    databases.add(database);
    return database;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a process, which ends with the stage. */
  synchronized Process start(ProcessBuilder process) {
    requireThere();
    try {
      Process started = process.start();
      processes.add(started);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException("a process cannot be started", e);
    }
  }

  private void stop() {
    stopped = true;
    clear();
    System.err.println("Stopped; nothing of the night is left behind.");
  }

  private void clear() {
    gone = true;
    remove();
  }

  private synchronized void remove() {
    processes.forEach(Process::destroyForcibly);
    processes.forEach(process -> process.onExit().join());
    processes.clear();
    databases.forEach(Database::close);
    databases.clear();
    if (server != null) {
      server.close();
      server = null;
    }
    if (directory != null) {
      delete(directory);
      directory = null;
    }
  }

  private static void delete(Path directory) {
    try (var tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the directory %s stays".formatted(directory), e);
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException stopping) {
      return; // The hook clears it.
    }
    clear();
  }
}
