package dev.quartermaster.db.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class TestPostgresTest {

  @Test
  void the_tests_of_a_module_share_a_database_that_lets_them_in() throws SQLException {
    try (var connection =
        DriverManager.getConnection(
            TestPostgres.jdbcUrl(), TestPostgres.user(), TestPostgres.password())) {
      assertThat(connection.getMetaData().getDatabaseMajorVersion()).isEqualTo(18);
    }
  }
}
