package dev.quartermaster.db.embedded;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** One try to log in, as a proof that the server at this port is ours and at work. */
record Login(Home home, int port) {

  static final String DATABASE = "quartermaster";

  private static final String ALWAYS_THERE = "postgres";
  private static final String WRONG_PASSWORD = "28P01";
  private static final String NO_SUCH_DATABASE = "3D000";
  private static final String TOO_MANY_CONNECTIONS = "53300";

  static String url(int port, String database) {
    return "jdbc:postgresql://%s:%d/%s".formatted(Port.HOST, port, database);
  }

  /** Creates the database when it is not there; false when the server does not answer yet. */
  boolean works() {
    try {
      tryOnce();
      return true;
    } catch (SQLException e) {
      return switch (String.valueOf(e.getSQLState())) {
        // It runs, and is only too busy to talk to us.
        case TOO_MANY_CONNECTIONS -> true;
        case WRONG_PASSWORD ->
            throw new EmbeddedPostgresException(
                "The server in %s does not take the password in %s: restore that file from a backup."
                    .formatted(home.directory(), home.password()),
                e);
        default -> false;
      };
    }
  }

  private void tryOnce() throws SQLException {
    try (Connection connection = connect(DATABASE)) {
      connection.isValid(0);
    } catch (SQLException e) {
      if (!NO_SUCH_DATABASE.equals(e.getSQLState())) {
        throw e;
      }
      createDatabase();
    }
  }

  private void createDatabase() throws SQLException {
    try (Connection connection = connect(ALWAYS_THERE);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + DATABASE);
    }
  }

  private Connection connect(String database) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", Cluster.SUPERUSER);
    properties.setProperty("password", Password.read(home));
    properties.setProperty("ApplicationName", "quartermaster start");
    properties.setProperty("connectTimeout", "2");
    properties.setProperty("socketTimeout", "10");
    properties.setProperty("sslmode", "disable");
    properties.setProperty("gssEncMode", "disable");
    return DriverManager.getConnection(url(port, database), properties);
  }
}
