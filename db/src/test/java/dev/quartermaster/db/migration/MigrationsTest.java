package dev.quartermaster.db.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseSettings;
import dev.quartermaster.db.DatabaseUnavailable;
import dev.quartermaster.db.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MigrationsTest {

  @Test
  void a_fresh_database_is_brought_to_the_newest_migration_and_migrating_again_changes_nothing() {
    try (TestDatabase test = TestDatabase.of(MigrationsTest.class)) {
      assertThat(Migrations.version(test.database())).contains(Migrations.LATEST);

      Migrations.migrate(test.database());

      Migrations.check(test.database());
    }
  }

  @Test
  void the_number_of_the_latest_migration_is_that_of_the_newest_file() throws Exception {
    Path files = Path.of(MigrationsTest.class.getResource("V1__clock_and_region.sql").toURI());

    try (Stream<Path> all = Files.list(files.getParent())) {
      assertThat(all.filter(file -> file.toString().endsWith(".sql"))).hasSize(Migrations.LATEST);
    }
  }

  @Test
  void a_database_too_new_for_the_program_is_refused_and_left_alone() {
    try (TestDatabase test = TestDatabase.of(TooNew.class)) {
      aLaterVersionHasMigrated(test);
      test.database().run(handle -> handle.execute("UPDATE works_with SET migration = 999"));

      assertThatThrownBy(() -> Migrations.migrate(test.database()))
          .isInstanceOf(SchemaMismatch.class)
          .hasMessageContaining("999")
          .hasMessageContaining("newer program");
    }
  }

  private static final class TooNew {}

  @Test
  void a_program_goes_on_beside_a_newer_one_whose_migrations_it_survives() {
    try (TestDatabase test = TestDatabase.of(Newer.class)) {
      aLaterVersionHasMigrated(test);

      Migrations.migrate(test.database());
      Migrations.check(test.database());

      assertThat(Migrations.version(test.database())).contains(999);
    }
  }

  private static void aLaterVersionHasMigrated(TestDatabase test) {
    test.database()
        .run(
            handle ->
                handle.execute(
                    "INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, installed_by, execution_time, success)"
                        + " VALUES (999, '999', 'from the future', 'SQL', 'V999.sql', 'test', 1, true)"));
  }

  private static final class Newer {}

  @Test
  void an_empty_database_says_that_a_node_migrates_it() {
    try (Database database = Database.open(TestDatabase.settings("never_migrated"))) {
      assertThatThrownBy(() -> Migrations.check(database))
          .isInstanceOf(SchemaMismatch.class)
          .hasMessageContaining("start a node");
    }
  }

  @Test
  void a_wrong_password_and_a_dead_server_are_told_apart_each_with_its_mend() {
    DatabaseSettings right = TestDatabase.settings("login");
    DatabaseSettings wrong =
        new DatabaseSettings(
            right.url(),
            new DatabaseSettings.Login(right.login().user(), () -> "not it"),
            right.schema(),
            right.pool());
    DatabaseSettings dead =
        new DatabaseSettings(
            "jdbc:postgresql://127.0.0.1:1/none", right.login(), right.schema(), right.pool());

    try (Database database = Database.open(wrong)) {
      assertThatThrownBy(database::check)
          .isInstanceOf(DatabaseUnavailable.class)
          .hasMessageContaining("database.password");
    }
    try (Database database = Database.open(dead)) {
      assertThatThrownBy(database::check)
          .isInstanceOf(DatabaseUnavailable.class)
          .hasMessageContaining("is it running");
    }
  }
}
