package dev.quartermaster.db.pressure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseSettings;
import dev.quartermaster.db.PoolLoad;
import dev.quartermaster.db.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReadPressureTest {

  private static TestDatabase test;

  private final ReadPressure reading = new ReadPressure(test.database());

  @BeforeAll
  static void open() {
    test = TestDatabase.of(ReadPressureTest.class);
  }

  @AfterAll
  static void close() {
    test.close();
  }

  @Test
  void a_quiet_server_without_standby_or_archive_shows_no_pressure() {
    Pressure now = reading.now();

    assertThat(now.standbys()).contains(new Pressure.Standbys(0, Duration.ZERO, 0));
    assertThat(now.vacuuming()).isEmpty();
    assertThat(now.archive()).contains(new Pressure.Archive(0, false));
    assertThat(now.sessions().orElseThrow().waitingForLocks()).isZero();
    assertThat(now.sessions().orElseThrow().longestWait()).isZero();
    assertThat(now.sessions().orElseThrow().connected()).isPositive();
    assertThat(now.sessions().orElseThrow().allowed()).isGreaterThan(50);
  }

  @Test
  void a_session_that_waits_for_a_lock_is_counted_with_its_wait() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (Connection holder = test.database().dataSource().getConnection()) {
      holder.setAutoCommit(false);
      lock(holder);
      Future<?> waiter = other.submit(ReadPressureTest::lockAndLetGo);

      await()
          .untilAsserted(
              () -> {
                Pressure.Sessions sessions = reading.now().sessions().orElseThrow();
                assertThat(sessions.waitingForLocks()).isOne();
                assertThat(sessions.longestWait())
                    .isBetween(Duration.ofMillis(50), Duration.ofMinutes(1));
              });

      holder.rollback();
      waiter.get();
    } finally {
      other.shutdown();
    }
    assertThat(reading.now().sessions().orElseThrow().waitingForLocks()).isZero();
  }

  private static void lock(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("LOCK TABLE region IN ACCESS EXCLUSIVE MODE");
    }
  }

  private static void lockAndLetGo() {
    test.database().run(handle -> handle.execute("LOCK TABLE region IN ACCESS EXCLUSIVE MODE"));
  }

  @Test
  void a_partition_that_is_vacuumed_is_told_by_its_root_to_a_user_who_may_see_nothing_of_it_too()
      throws Exception {
    test.database()
        .run(
            handle -> {
              handle.execute("CREATE TABLE heap (n int, filling text) PARTITION BY RANGE (n)");
              handle.execute("CREATE TABLE heap_1 PARTITION OF heap FOR VALUES FROM (0) TO (9999)");
              handle.execute(
                  "INSERT INTO heap SELECT n, repeat('x', 900) FROM generate_series(1, 5000) n");
              handle.execute("DELETE FROM heap WHERE n % 2 = 0");
            });
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (Database stranger = stranger();
        Connection vacuum = test.database().dataSource().getConnection();
        Statement statement = vacuum.createStatement()) {
      statement.execute("SET vacuum_cost_delay = 100; SET vacuum_cost_limit = 1");
      Future<?> vacuuming = other.submit(() -> statement.execute("VACUUM heap_1"));

      await().untilAsserted(() -> assertThat(reading.now().vacuuming()).containsExactly("heap"));
      assertThat(new ReadPressure(stranger).now().vacuuming()).containsExactly("heap");

      statement.cancel();
      await().until(vacuuming::isDone);
    } finally {
      other.shutdown();
    }
    assertThat(reading.now().vacuuming()).isEmpty();
  }

  @Test
  void what_a_hardened_server_forbids_stays_unknown_and_the_rest_is_read() {
    try (Database stranger = stranger()) {
      ReadPressure hindered = new ReadPressure(stranger);
      test.database()
          .run(handle -> handle.execute("REVOKE SELECT ON pg_stat_archiver FROM PUBLIC"));
      try {
        assertThat(hindered.now().archive()).isEmpty();
        assertThat(hindered.now().standbys()).isPresent();
        assertThat(hindered.now().sessions()).isPresent();
      } finally {
        test.database().run(handle -> handle.execute("GRANT SELECT ON pg_stat_archiver TO PUBLIC"));
      }

      assertThat(hindered.now().archive()).as("is not asked for again").isEmpty();
    }
  }

  @Test
  void a_pool_tells_how_many_of_its_connections_are_busy() throws SQLException {
    try (Database small = Database.open(test.database().settings().withPool(2, "small"))) {
      assertThat(small.load()).isEqualTo(new PoolLoad(0, 2, 0));

      try (Connection one = small.dataSource().getConnection();
          Connection two = small.dataSource().getConnection()) {
        assertThat(Set.of(one, two)).hasSize(2);
        assertThat(small.load()).isEqualTo(new PoolLoad(2, 2, 0));
        assertThat(small.load().isExhausted()).isTrue();
      }

      assertThat(small.load().isExhausted()).isFalse();
    }
  }

  /** Logs in as a user with no right but to use the schema. */
  private static Database stranger() {
    DatabaseSettings ours = test.database().settings();
    test.database()
        .run(
            handle -> {
              handle.execute(
                  "DO $$ BEGIN IF to_regrole('stranger') IS NULL THEN CREATE ROLE stranger LOGIN PASSWORD 'strange'; END IF; END $$");
              handle.execute("GRANT USAGE ON SCHEMA " + ours.schema() + " TO stranger");
            });
    return Database.open(
        new DatabaseSettings(
            ours.url(),
            new DatabaseSettings.Login("stranger", () -> "strange"),
            ours.schema(),
            new DatabaseSettings.Pool(2, "stranger")));
  }
}
