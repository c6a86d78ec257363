package dev.quartermaster.ops.node;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseSettings;
import dev.quartermaster.db.Foreground;
import dev.quartermaster.db.embedded.EmbeddedPostgres;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.config.ConfigurationReader;
import dev.quartermaster.ops.config.EffectiveConfiguration;
import dev.quartermaster.ops.config.InvalidConfiguration;
import dev.quartermaster.ops.config.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One installation on this machine: a data directory or a configuration file, and the database that
 * it leads to.
 *
 * @param directory where the embedded PostgreSQL lives, if that is what is configured
 * @param effective the configuration, with where each value comes from
 * @param invalid what is wrong with the configuration, when no more of it is in {@code effective}
 *     than how to reach the database
 */
public record Installation(
    Path directory,
    Optional<Path> file,
    EffectiveConfiguration effective,
    Optional<InvalidConfiguration> invalid) {

  /** The configuration's name inside a data directory. */
  public static final String FILE = "quartermaster.yaml";

  /** The data directory that is taken when none is named. */
  public static Path defaultDirectory() {
    return Path.of(System.getProperty("user.home"), ".quartermaster");
  }

  /**
   * Finds it by what was named on the command line: a configuration file, else a data directory.
   *
   * @throws InvalidConfiguration says all that is wrong
   */
  public static Installation find(Optional<Path> config, Optional<Path> dataDirectory) {
    Place place = Place.of(config, dataDirectory);
    return place.with(
        ConfigurationReader.effective(place.file(), System.getenv()), Optional.empty());
  }

  /**
   * The same for who may need only the database: then what else is wrong does not matter.
   *
   * @throws InvalidConfiguration also when it is not sure which database is meant
   */
  public static Installation reach(Optional<Path> config, Optional<Path> dataDirectory) {
    try {
      return find(config, dataDirectory);
    } catch (InvalidConfiguration invalid) {
      Place place = Place.of(config, dataDirectory);
      Path file = place.file().orElseThrow(() -> invalid);
      return place.with(
          ConfigurationReader.reaching(invalid, file, System.getenv()), Optional.of(invalid));
    }
  }

  private record Place(Path directory, Optional<Path> file) {
    static Place of(Optional<Path> config, Optional<Path> dataDirectory) {
      if (config.isPresent()) {
        return new Place(
            dataDirectory.orElseGet(() -> config.get().toAbsolutePath().getParent()), config);
      }
      Path directory = dataDirectory.orElseGet(Installation::defaultDirectory).toAbsolutePath();
      Path own = directory.resolve(FILE);
      return new Place(directory, Files.exists(own) ? Optional.of(own) : Optional.empty());
    }

    Installation with(EffectiveConfiguration effective, Optional<InvalidConfiguration> invalid) {
      return new Installation(directory, file, effective, invalid);
    }
  }

  /**
   * All of the configuration.
   *
   * @throws InvalidConfiguration when no more of it is known than how to reach the database
   */
  public Configuration configuration() {
    invalid.ifPresent(
        wrong -> {
          throw wrong;
        });
    return effective.configuration();
  }

  /** All of the configuration; the defaults, where no more of it is known than the database. */
  public Configuration configurationOrDefaults() {
    return effective.configuration();
  }

  /** How to reach the database. */
  public Configuration.Database database() {
    return effective.configuration().database();
  }

  /** Whether its database is the embedded one, and was made already. */
  public boolean isNew() {
    return database().embedded() && !Files.exists(server());
  }

  /** Where the embedded server has its data; empty when the server is another's. */
  public Optional<Path> data() {
    return database().embedded() ? Optional.of(server()) : Optional.empty();
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
    Configuration.Database wanted = database();
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
