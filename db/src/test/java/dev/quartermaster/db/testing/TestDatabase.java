package dev.quartermaster.db.testing;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseSettings;
import dev.quartermaster.db.migration.Migrations;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * A migrated schema of the module's test server for one test class, with a clock that the test
 * sets.
 */
public final class TestDatabase implements AutoCloseable {

  private final Database database;

  private TestDatabase(Database database) {
    this.database = database;
  }

  /** A fresh schema named after the test class. */
  public static TestDatabase of(Class<?> test) {
    Database database = Database.open(settings(test.getSimpleName()));
    drop(database);
    Migrations.migrate(database);
    return new TestDatabase(database);
  }

  /** Where a schema of that name is, migrated or not. */
  public static DatabaseSettings settings(String name) {
    String schema = name.toLowerCase(Locale.ROOT);
    return new DatabaseSettings(
        TestPostgres.jdbcUrl(),
        new DatabaseSettings.Login(TestPostgres.user(), TestPostgres::password),
        schema,
        new DatabaseSettings.Pool(12, "test-" + schema));
  }

  private static void drop(Database database) {
    database.run(
        handle ->
            handle.execute("DROP SCHEMA IF EXISTS " + database.settings().schema() + " CASCADE"));
  }

  public Database database() {
    return database;
  }

  /** Stops the database's clock at an instant. */
  public void clockAt(Instant now) {
    database.run(
        handle ->
            handle.execute(
                "CREATE OR REPLACE FUNCTION qm_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT '"
                    + now
                    + "'::timestamptz $$"));
  }

  /** Puts a stopped clock forward. */
  public void clockForward(Duration by) {
    Instant now =
        database.transaction(
            handle -> handle.createQuery("SELECT qm_now()").mapTo(Instant.class).one());
    clockAt(now.plus(by));
  }

  /** Lets the clock run again. */
  public void clockRuns() {
    database.run(
        handle ->
            handle.execute(
                "CREATE OR REPLACE FUNCTION qm_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS 'SELECT statement_timestamp()'"));
  }

  @Override
  public void close() {
    database.close();
  }
}
