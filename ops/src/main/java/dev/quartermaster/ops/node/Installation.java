package dev.quartermaster.ops.node;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseSettings;
import dev.quartermaster.db.Foreground;
import dev.quartermaster.db.embedded.EmbeddedPostgres;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.config.ConfigurationReader;
import dev.quartermaster.ops.config.EffectiveConfiguration;
import dev.quartermaster.ops.config.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * One installation on this machine: a data directory or a configuration file, and the database that
 * it leads to.
 *
 * @param directory where the embedded PostgreSQL lives, if that is what is configured
 * @param effective the configuration, with where each value comes from
 */
public record Installation(Path directory, Optional<Path> file, EffectiveConfiguration effective) {

  /** The configuration's name inside a data directory. */
  public static final String FILE = "quartermaster.yaml";

  /** The data directory that is taken when none is named. */
  public static Path defaultDirectory() {
    return Path.of(System.getProperty("user.home"), ".quartermaster");
  }

  /**
   * Finds it by what was named on the command line: a configuration file, else a data directory.
   */
  public static Installation find(Optional<Path> config, Optional<Path> dataDirectory) {
    Map<String, String> environment = System.getenv();
    if (config.isPresent()) {
      Path directory = dataDirectory.orElseGet(() -> config.get().toAbsolutePath().getParent());
      return new Installation(
          directory, config, ConfigurationReader.effective(config, environment));
    }
    Path directory = dataDirectory.orElseGet(Installation::defaultDirectory).toAbsolutePath();
    Path own = directory.resolve(FILE);
    Optional<Path> file = Files.exists(own) ? Optional.of(own) : Optional.empty();
    return new Installation(directory, file, ConfigurationReader.effective(file, environment));
  }

  public Configuration configuration() {
    return effective.configuration();
  }

  /** Whether its database is the embedded one, and was made already. */
  public boolean isNew() {
    return configuration().database().embedded() && !Files.exists(server());
  }

  /** Where the embedded server has its data; empty when the server is another's. */
  public Optional<Path> data() {
    return configuration().database().embedded() ? Optional.of(server()) : Optional.empty();
  }

  /** What was told while the database was gone, until that knows of it. */
  public Path spool() {
    return directory.resolve("pages-without-database.json");
  }

  private Path server() {
    return directory.resolve("postgres");
  }

  /**
   * Reaches the database; starts the embedded one when it does not run.
   *
   * @param session the name that the server shows
   */
  public OpenDatabase open(String session) {
    Configuration.Database wanted = configuration().database();
    if (!wanted.embedded()) {
      String password = wanted.password().map(Secret::reveal).orElse("");
      DatabaseSettings settings =
          new DatabaseSettings(
              wanted.url().orElseThrow(),
              new DatabaseSettings.Login(wanted.user(), () -> password),
              wanted.schema(),
              new DatabaseSettings.Pool(wanted.poolSize(), session));
      return new OpenDatabase(settings, Optional.empty());
    }
    EmbeddedPostgres server = EmbeddedPostgres.join(server());
    DatabaseSettings settings =
        new DatabaseSettings(
            server.jdbcUrl(),
            new DatabaseSettings.Login(server.user(), () -> read(server.passwordFile())),
            wanted.schema(),
            new DatabaseSettings.Pool(wanted.poolSize(), session));
    DataDirectoryFile.write(directory, server);
    return new OpenDatabase(settings, Optional.of(server));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** The way to a database, and the embedded server that is to be left when done. */
  public record OpenDatabase(DatabaseSettings settings, Optional<EmbeddedPostgres> server)
      implements AutoCloseable {

    public Database pool(int size) {
      return Database.open(settings.withPool(size, settings.pool().name()));
    }

    /** A pool beside which work that can wait is slow. */
    public Database foregroundPool(int size) {
      return Database.open(settings.withPool(size, Foreground.named(settings.pool().name())));
    }

    @Override
    public void close() {
      server.ifPresent(EmbeddedPostgres::close);
    }
  }
}
