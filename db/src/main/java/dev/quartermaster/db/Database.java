package dev.quartermaster.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A pool of connections to one PostgreSQL, and transactions on it.
 *
 * <p>Opening it connects to nothing: the first use does. Transactions are READ COMMITTED; what must
 * not interleave is guarded by row locks that the SQL beside it names.
 */
public final class Database implements AutoCloseable {

  /**
   * Longest that a session may sit inside a transaction without a word: a frozen process must not
   * hold row locks.
   */
  public static final Duration IDLE_IN_TRANSACTION = Duration.ofSeconds(60);

  /** A host that vanished without a word is given up after this; no statement may take longer. */
  public static final Duration LONGEST_ANSWER = Duration.ofMinutes(6);

  private final DatabaseSettings settings;
  private final HikariDataSource pool;
  private final Jdbi jdbi;

  private Database(DatabaseSettings settings, HikariDataSource pool) {
    this.settings = settings;
    this.pool = pool;
    this.jdbi = Jdbi.create(pool);
    jdbi.registerArrayType(Long.class, "int8");
    jdbi.registerArrayType(String.class, "text");
    jdbi.registerArrayType(Integer.class, "int4");
    jdbi.registerArrayType(Boolean.class, "bool");
    jdbi.registerArrayType(OffsetDateTime.class, "timestamptz");
  }

  /** A pool for these settings. */
  public static Database open(DatabaseSettings settings) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(driver(settings));
    config.setPoolName(settings.pool().name());
    config.setMaximumPoolSize(settings.pool().size());
    config.setMinimumIdle(Math.min(settings.pool().size(), 1));
    config.setConnectionTimeout(Duration.ofSeconds(10).toMillis());
    config.setInitializationFailTimeout(-1);
    config.setConnectionInitSql(
        "SET TIME ZONE 'UTC'; SET idle_in_transaction_session_timeout = '%ds'"
            .formatted(IDLE_IN_TRANSACTION.toSeconds()));
    return new Database(settings, new HikariDataSource(config));
  }

  private static DataSource driver(DatabaseSettings settings) {
    PGSimpleDataSource driver = new LoginAtConnect(settings.login());
    driver.setUrl(settings.url());
    driver.setCurrentSchema(settings.schema());
    driver.setApplicationName(settings.pool().name());
    driver.setConnectTimeout(5);
    driver.setTcpKeepAlive(true);
    driver.setLoginTimeout(10);
    driver.setSocketTimeout((int) LONGEST_ANSWER.toSeconds());
    driver.setReWriteBatchedInserts(true);
    return driver;
  }

  /** Does the work in one transaction: commits when it returns, rolls back when it throws. */
  public <T> T transaction(Work<T> work) {
    try {
      return jdbi.inTransaction(work::in);
    } catch (ConnectionException e) {
      throw unavailable(e);
    }
  }

  /**
   * {@link #transaction} for someone who waits: an answer that takes longer breaks the connection,
   * so that a host that vanished costs them seconds and not {@link #LONGEST_ANSWER}. Whether what
   * was being committed then has been is not known.
   */
  public <T> T transactionWithin(Duration patience, Work<T> work) {
    return transaction(
        handle -> {
          try {
            // For this transaction only: the pool sets it back.
            handle.getConnection().setNetworkTimeout(Runnable::run, (int) patience.toMillis());
          } catch (SQLException e) {
            throw new ConnectionException(e);
          }
          return work.in(handle);
        });
  }

  /** {@link #transaction} for work without a result. */
  public void run(Action action) {
    transaction(
        handle -> {
          action.in(handle);
          return true;
        });
  }

  /** One transaction's worth of statements. */
  @FunctionalInterface
  public interface Work<T> {
    T in(Handle handle);
  }

  /** {@link Work} without a result. */
  @FunctionalInterface
  public interface Action {
    void in(Handle handle);
  }

  /**
   * Fails, saying why, when the database cannot be reached. Asks the driver rather than the pool:
   * it knows the reason.
   */
  public void check() {
    try (Connection connection = driver(settings).getConnection()) {
      connection.isValid(5);
    } catch (SQLException e) {
      throw DatabaseUnavailable.because(settings.place(), settings.login().user(), e);
    }
  }

  private RuntimeException unavailable(ConnectionException e) {
    try {
      check();
    } catch (DatabaseUnavailable reason) {
      return reason;
    }
    return new DatabaseUnavailable(
        "no connection to %s within 10 s: all %d of the pool are busy; raise database.pool-size"
            .formatted(settings.place(), settings.pool().size()),
        e);
  }

  /** Has the pool tell of its connections; once, at any time after opening. */
  public void measure(MetricsTrackerFactory tracker) {
    pool.setMetricsTrackerFactory(tracker);
  }

  /** How busy its connections are right now; asks no server. */
  public PoolLoad load() {
    // There is none before the first connection.
    HikariPoolMXBean now = pool.getHikariPoolMXBean();
    int size = settings.pool().size();
    return now == null
        ? new PoolLoad(0, size, 0)
        : new PoolLoad(now.getActiveConnections(), size, now.getThreadsAwaitingConnection());
  }

  public DataSource dataSource() {
    return pool;
  }

  public DatabaseSettings settings() {
    return settings;
  }

  @Override
  public void close() {
    pool.close();
  }

  /** Asks for the password at each connect. */
  private static final class LoginAtConnect extends PGSimpleDataSource {
    private final transient DatabaseSettings.Login login;

    LoginAtConnect(DatabaseSettings.Login login) {
      this.login = login;
    }

    @Override
    public Connection getConnection() throws SQLException {
      return getConnection(login.user(), login.password().get());
    }
  }
}
