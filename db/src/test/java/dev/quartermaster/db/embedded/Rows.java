package dev.quartermaster.db.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The least SQL by which a test can tell one server's data from another's. */
record Rows(EmbeddedPostgres postgres) {

  void run(String sql) throws SQLException, IOException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  String ask(String sql) throws SQLException, IOException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }

  private Connection connect() throws SQLException, IOException {
    return DriverManager.getConnection(
        postgres.jdbcUrl(), postgres.user(), Files.readString(postgres.passwordFile()));
  }
}
