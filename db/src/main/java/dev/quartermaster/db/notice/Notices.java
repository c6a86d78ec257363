package dev.quartermaster.db.notice;

import dev.quartermaster.db.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes a listener when another session sent a notice, and at the latest every {@code
 * atLeastEvery}: who listens asks the tables what there is to do, so a lost notice costs time and
 * nothing else.
 */
public final class Notices implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Notices.class);

  private final Database database;
  private final String channel;
  private final Duration atLeastEvery;
  private final Runnable listener;
  private final Thread thread;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean closed;
  private volatile long listenedAt = System.nanoTime();

  private Notices(Database database, String channel, Duration atLeastEvery, Runnable listener) {
    this.database = database;
    this.channel = database.settings().schema() + "." + channel;
    this.atLeastEvery = atLeastEvery;
    this.listener = listener;
    this.thread = new Thread(this::listen, "notices-" + channel);
    thread.setDaemon(true);
  }

  /** Sends when the transaction commits. */
  public static void send(Handle handle, String schema, String channel) {
    handle
        .createQuery("SELECT 1 FROM pg_notify(:channel, '')")
        .bind("channel", schema + "." + channel)
        .mapTo(Integer.class)
        .one();
  }

  /** Sends when the transaction commits, in the schema that its statements work on. */
  public static void send(Handle handle, String channel) {
    handle
        .createQuery("SELECT 1 FROM pg_notify(current_schema() || '.' || :channel, '')")
        .bind("channel", channel)
        .mapTo(Integer.class)
        .one();
  }

  /**
   * Listens on a connection of its own until closed. The listener must be quick. One that throws is
   * woken again, but counts as silent.
   */
  public static Notices listen(
      Database database, String channel, Duration atLeastEvery, Runnable listener) {
    Notices notices = new Notices(database, channel, atLeastEvery, listener);
    notices.thread.start();
    return notices;
  }

  private void listen() {
    while (!closed) {
      try (Connection connection = connect()) {
        waitOn(connection);
      } catch (SQLException | RuntimeException | Error e) {
        // An Error, too: without this thread nobody would ask the tables any more.
        if (!closed) {
          LOG.warn(
              "Notices are away ({}); asking the tables every {} instead.", why(e), atLeastEvery);
          pause();
        }
      }
    }
  }

  private static String why(Throwable e) {
    return e instanceof Error ? e.toString() : String.valueOf(e.getMessage());
  }

  private void waitOn(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN \"" + channel.replace("\"", "\"\"") + "\"");
    }
    PGConnection session = connection.unwrap(PGConnection.class);
    while (!closed) {
      // What came does not matter: the tables are asked either way.
      session.getNotifications((int) atLeastEvery.toMillis());
      tell();
    }
  }

  private void tell() {
    try {
      listener.run();
      listenedAt = System.nanoTime();
    } catch (RuntimeException | Error e) {
      LOG.error("Who listens to {} failed, and is asked again.", channel, e);
    }
  }

  /** How long ago the listener was last done with what it was woken for. */
  public Duration silence() {
    return Duration.ofNanos(System.nanoTime() - listenedAt);
  }

  private void pause() {
    tell();
    try {
      if (ended.await(atLeastEvery.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("No longer listening.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  /** Outside the pool: this connection is held for as long as the node lives. */
  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    PGProperty.USER.set(properties, database.settings().login().user());
    PGProperty.PASSWORD.set(properties, database.settings().login().password().get());
    PGProperty.APPLICATION_NAME.set(properties, database.settings().pool().name());
    PGProperty.CONNECT_TIMEOUT.set(properties, 5);
    PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    PGProperty.LOGIN_TIMEOUT.set(properties, 10);
    return DriverManager.getConnection(database.settings().url(), properties);
  }

  @Override
  public void close() {
    closed = true;
    ended.countDown();
    thread.interrupt();
    try {
      thread.join(atLeastEvery.plusSeconds(1).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
