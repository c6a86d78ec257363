package dev.quartermaster.ops.bench;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;
import org.quartz.simpl.SimpleThreadPool;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;

/** Quartz's tables, as its own script makes them, in a schema of their own. */
final class QuartzStore {

  /** As its own quartz.properties has it. */
  private static final int THREADS = 10;

  /** Threads and three more, as its documentation wants. */
  private static final int CONNECTIONS = THREADS + 3;

  private static final String SCRIPT = "tables_postgres.sql";

  private QuartzStore() {}

  /** Lends Quartz the connections of a pool, which its owner closes. */
  private record Lent(Database database) implements ConnectionProvider {
    @Override
    public Connection getConnection() throws SQLException {
      return database.dataSource().getConnection();
    }

    @Override
    public void shutdown() {}

    @Override
    public void initialize() {}
  }

  /** Empty ones, whatever was there. The script drops, creates and commits. */
  static void makeTables(Scratch scratch) {
    scratch.database().run(handle -> handle.execute("CREATE SCHEMA IF NOT EXISTS quartz"));
    try (Database database = open(scratch);
        Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(script());
    } catch (SQLException e) {
      throw new IllegalStateException("Quartz's tables cannot be made: " + e.getMessage(), e);
    }
  }

  private static String script() {
    try (InputStream script =
        Objects.requireNonNull(JobStoreTX.class.getResourceAsStream(SCRIPT), SCRIPT)) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Database open(Scratch scratch) {
    DatabaseSettings settings = scratch.database().settings();
    return Database.open(
        new DatabaseSettings(
            settings.url(),
            settings.login(),
            "quartz",
            new DatabaseSettings.Pool(CONNECTIONS, "quartz")));
  }

  /** The only member of its cluster; fires nothing before it is started. */
  static Scheduler join(Database database) throws SchedulerException {
    String connections = "bench-" + UUID.randomUUID();
    DBConnectionManager.getInstance().addConnectionProvider(connections, new Lent(database));
    return new StdSchedulerFactory(properties(connections)).getScheduler();
  }

  /** What has no default is set, and clustering, which is off. */
  private static Properties properties(String connections) {
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "bench");
    properties.setProperty("org.quartz.scheduler.instanceId", "AUTO");
    properties.setProperty("org.quartz.threadPool.class", SimpleThreadPool.class.getName());
    properties.setProperty("org.quartz.threadPool.threadCount", Integer.toString(THREADS));
    properties.setProperty("org.quartz.jobStore.class", JobStoreTX.class.getName());
    properties.setProperty(
        "org.quartz.jobStore.driverDelegateClass", PostgreSQLDelegate.class.getName());
    properties.setProperty("org.quartz.jobStore.dataSource", connections);
    properties.setProperty("org.quartz.jobStore.isClustered", "true");
    return properties;
  }
}
