package dev.quartermaster.alerts.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.channel.Severity;
import dev.quartermaster.alerts.watchdog.DatabaseHealth.Bound;
import dev.quartermaster.alerts.watchdog.DatabaseHealth.Bounds;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.db.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseHealthTest {

  private static final Bound NEVER = new Bound(Double.MAX_VALUE, Double.MAX_VALUE);
  private static final Bound AT_ONCE = new Bound(0, Double.MAX_VALUE);

  @TempDir private Path directory;
  private TestDatabase test;

  @BeforeEach
  void migrate() {
    test = TestDatabase.of(DatabaseHealthTest.class);
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void a_database_that_takes_changes_and_has_room_is_well() {
    assertThat(look(Bounds.DEFAULT, "SELECT")).isEmpty();
  }

  @Test
  void a_database_that_takes_no_changes_is_found() {
    List<Condition> found = look(Bounds.DEFAULT, "SET LOCAL default_transaction_read_only = on");

    assertThat(found)
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.cause().name()).isEqualTo("DatabaseReadOnly");
              assertThat(one.severity()).isEqualTo(Severity.CRITICAL);
              assertThat(one.text().summary()).contains("default_transaction_read_only is on");
            });
  }

  @Test
  void connections_and_old_transaction_ids_are_counted_as_the_server_has_them() {
    List<Condition> connections = look(new Bounds(AT_ONCE, NEVER, Duration.ofHours(1)), "SELECT");
    List<Condition> ages = look(new Bounds(NEVER, AT_ONCE, Duration.ofHours(1)), "SELECT");

    assertThat(connections)
        .extracting(one -> one.cause().name())
        .containsExactly("DatabaseConnections");
    assertThat(connections.get(0).text().summary()).contains("connections of the database");
    assertThat(ages).extracting(one -> one.cause().name()).containsExactly("TransactionIdAge");
  }

  @Test
  void a_transaction_that_is_open_for_long_is_found_with_who_has_it_and_what_it_did()
      throws Exception {
    try (Connection forgotten = test.database().dataSource().getConnection();
        Statement statement = forgotten.createStatement()) {
      forgotten.setAutoCommit(false);
      statement.execute("SELECT 'forgotten'");
      test.clockAt(Instant.now().plus(Duration.ofMinutes(11)));

      List<Condition> found = look(Bounds.DEFAULT, "SELECT");

      assertThat(found)
          .filteredOn(one -> one.cause().name().equals("LongTransaction"))
          .singleElement()
          .satisfies(
              one -> {
                assertThat(one.severity()).isEqualTo(Severity.WARNING);
                assertThat(one.text().details().values())
                    .anySatisfy(says -> assertThat(says).contains("SELECT 'forgotten'"));
              });
      forgotten.rollback();
    }
  }

  @Test
  void the_disk_of_the_embedded_server_is_looked_at() {
    DiskSpace source = new DiskSpace(directory);

    List<Condition> found =
        test.database().transaction(handle -> source.look(handle, DatabaseClock.now(handle)));

    assertThat(found).allSatisfy(one -> assertThat(source.names()).contains(one.cause().name()));
  }

  private List<Condition> look(Bounds bounds, String first) {
    return test.database().transaction(handle -> look(handle, bounds, first));
  }

  private static List<Condition> look(Handle handle, Bounds bounds, String first) {
    handle.execute(first);
    return new DatabaseHealth(bounds).look(handle, DatabaseClock.now(handle));
  }
}
