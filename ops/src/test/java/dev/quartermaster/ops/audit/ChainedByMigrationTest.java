package dev.quartermaster.ops.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.migration.Migrations;
import dev.quartermaster.db.testing.TestDatabase;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** A trail from before there was a chain. */
class ChainedByMigrationTest {

  private static final String BEFORE = "20";

  @Test
  void what_was_written_before_is_chained_in_its_order_and_goes_on_to_be_written_as_before() {
    try (Database database =
        Database.open(TestDatabase.settings(ChainedByMigrationTest.class.getSimpleName()))) {
      String schema = database.settings().schema();
      database.run(handle -> handle.execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE"));
      Flyway.configure()
          .dataSource(database.dataSource())
          .schemas(schema)
          .locations("classpath:dev/quartermaster/db/migration")
          .target(BEFORE)
          .load()
          .migrate();
      record(database, "first");
      record(database, "second");

      Migrations.migrate(database);
      record(database, "third");

      Verified verified = database.transaction(AuditChain::verify);
      List<Entry> entries =
          database.transaction(handle -> Entries.newest(handle, Entries.Wanted.ALL, 10));
      assertThat(verified.bad()).isEmpty();
      assertThat(verified.head()).contains(entries.get(0).seal());
      assertThat(entries)
          .extracting(entry -> entry.seal().number() + " " + entry.act().target())
          .containsExactly("3 third", "2 second", "1 first");
    }
  }

  /** With the very statement of version 0.1.0. */
  private static void record(Database database, String target) {
    database.run(handle -> Audit.record(handle, "reset", target, null));
  }
}
