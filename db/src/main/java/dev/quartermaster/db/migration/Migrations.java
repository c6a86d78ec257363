package dev.quartermaster.db.migration;

import dev.quartermaster.db.Database;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;

/** Brings a database to the form this program needs, and tells whether it has it. */
public final class Migrations {

  /** The number of the newest migration in {@code /migration}. */
  public static final int LATEST = 23;

  private Migrations() {}

  /**
   * Applies what is missing; safe to call from several nodes at once.
   *
   * @throws SchemaMismatch when the database is too new for this program
   */
  public static void migrate(Database database) {
    database.check();
    refuseTooNew(database, version(database).orElse(0));
    Flyway.configure()
        .dataSource(database.dataSource())
        .schemas(database.settings().schema())
        .createSchemas(true)
        .locations("classpath:dev/quartermaster/db/migration")
        .validateMigrationNaming(true)
        .load()
        .migrate();
  }

  /**
   * Fails when the database is not in a form that this program can work with: older, or so much
   * newer that it says so.
   *
   * @throws SchemaMismatch says which of the two is older, and the mend
   */
  public static void check(Database database) {
    int version = version(database).orElse(0);
    refuseTooNew(database, version);
    if (version < LATEST) {
      throw new SchemaMismatch(
          "the database is at migration %d, this program needs %d: start a node of this version once, it migrates"
              .formatted(version, LATEST));
    }
  }

  private static void refuseTooNew(Database database, int version) {
    if (version > LATEST && database.transaction(Migrations::worksWith).orElse(version) > LATEST) {
      throw new SchemaMismatch(
          "the database is at migration %d, this program knows only up to %d: use the newer program"
              .formatted(version, LATEST));
    }
  }

  /** What a program must know at least. */
  private static Optional<Integer> worksWith(Handle handle) {
    boolean says =
        handle
            .createQuery("SELECT to_regclass('works_with') IS NOT NULL")
            .mapTo(Boolean.class)
            .one();
    return says
        ? handle.createQuery("SELECT migration FROM works_with").mapTo(Integer.class).findOne()
        : Optional.empty();
  }

  /** The newest migration applied; empty before the first. */
  public static Optional<Integer> version(Database database) {
    return database.transaction(handle -> hasHistory(handle) ? newest(handle) : Optional.empty());
  }

  private static boolean hasHistory(Handle handle) {
    return handle
        .createQuery("SELECT to_regclass('flyway_schema_history') IS NOT NULL")
        .mapTo(Boolean.class)
        .one();
  }

  private static Optional<Integer> newest(Handle handle) {
    return handle
        .createQuery("SELECT max(version::int) FROM flyway_schema_history WHERE success")
        .mapTo(Integer.class)
        .findOne();
  }
}
