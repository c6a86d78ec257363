package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.db.DatabaseSettings;
import dev.quartermaster.db.migration.Migrations;
import dev.quartermaster.db.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that is away, shut, foreign, older or newer. */
class NoDatabaseTest {

  private static TestDatabase test;

  @TempDir Path directory;

  @BeforeAll
  static void open() {
    test = TestDatabase.of(NoDatabaseTest.class);
  }

  @AfterAll
  static void close() {
    test.close();
  }

  private Program on(DatabaseSettings database) {
    return Program.in(directory).on(database);
  }

  private static DatabaseSettings at(String url) {
    DatabaseSettings right = test.database().settings();
    return new DatabaseSettings(url, right.login(), right.schema(), right.pool());
  }

  @Test
  void a_server_that_is_away_is_told_in_one_line() {
    Program program = on(at("jdbc:postgresql://127.0.0.1:1/quartermaster"));
    String complaint =
        "cannot reach jdbc:postgresql://127.0.0.1:1/quartermaster (Connection to 127.0.0.1:1 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.): is it running, and is database.url right?";

    program.run("status").failed(4, complaint);
    program.run("status", "--json").failed(4, complaint);
    program.run("schedules", "run", "cpu-reset").failed(4, complaint);
    program.run("node").failed(4, complaint);
  }

  @Test
  void a_wrong_password_and_a_missing_database_are_told_in_one_line() {
    DatabaseSettings right = test.database().settings();
    DatabaseSettings wrong =
        new DatabaseSettings(
            right.url(),
            new DatabaseSettings.Login(right.login().user(), () -> "wrong"),
            right.schema(),
            right.pool());

    on(wrong)
        .run("status")
        .failed(
            4,
            "%s refuses user '%s': check database.user and database.password (or password-file)"
                .formatted(right.url(), right.login().user()));
    String missing = right.url().replaceAll("[^/]*$", "nothing_there");
    on(at(missing))
        .run("status")
        .failed(4, missing + " does not exist: create the database, or mend database.url");
  }

  @Test
  void a_database_that_no_node_has_migrated_yet_is_told_how_to_get_it_migrated() {
    DatabaseSettings fresh = TestDatabase.settings("never_migrated");

    on(fresh)
        .run("accounts", "list")
        .failed(
            3,
            "the database is at migration 0, this program needs %d: start a node of this version once, it migrates"
                .formatted(Migrations.LATEST));
  }

  @Test
  void a_database_too_new_for_the_program_is_left_alone() {
    try (TestDatabase newer = TestDatabase.of(Newer.class)) {
      newer
          .database()
          .run(
              handle ->
                  handle.execute(
                      """
                      INSERT INTO flyway_schema_history
                      SELECT 999, '999', 'from the future', type, script, checksum, installed_by, installed_on, 1, true
                        FROM flyway_schema_history WHERE version = '1';
                      UPDATE works_with SET migration = 999
                      """));
      String complaint =
          "the database is at migration 999, this program knows only up to %d: use the newer program"
              .formatted(Migrations.LATEST);

      on(newer.database().settings()).run("status").failed(3, complaint);
      on(newer.database().settings()).run("node").failed(3, complaint);
    }
  }

  /** Names the schema. */
  private static final class Newer {}

  @Test
  void a_reader_that_has_seen_enough_ends_a_long_list_without_a_word() {
    Program program = on(test.database().settings());
    Morning.register(program, 3_000);

    Ended ended =
        program.shell(
            "$QM accounts list --limit 100000 --config quartermaster.yaml | head -1;"
                + " $QM accounts list --limit 100000 --json --config quartermaster.yaml | head -1");

    assertThat(ended.out()).matches("USER +PLAN +USED s .*\n\\{\n");
    assertThat(ended.err()).isEmpty();
  }
}
