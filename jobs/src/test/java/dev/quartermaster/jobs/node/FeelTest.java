package dev.quartermaster.jobs.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.Schedules;
import dev.quartermaster.jobs.batch.BatchObserver;
import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.jobs.batch.Engine;
import dev.quartermaster.jobs.schedule.Schedule;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node tells of itself with its heartbeat. */
class FeelTest {

  private TestDatabase test;
  private Database database;

  @BeforeEach
  void migrate() {
    test = TestDatabase.of(FeelTest.class);
    database = test.database();
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void a_node_says_whether_it_fires() {
    try (JobNode node = start(Often.inBatchesOf(500), 4)) {
      assertThat(node.isFiring()).isTrue();
      patiently(() -> feeling().firing().equals(Optional.of(true)));

      database.run(handle -> Drains.drain(handle, "hk-1"));

      patiently(() -> feeling().firing().equals(Optional.of(false)));
      assertThat(feeling().workersBusySince().or(feeling()::poolWaitingSince)).isEmpty();
    }
  }

  @Test
  void a_node_whose_pool_keeps_somebody_waiting_says_since_when() throws Exception {
    try (JobNode node = start(Often.inBatchesOf(500), 2)) {
      waitingWhileItIsEmpty(node.database());

      patiently(() -> feeling().poolWaitingSince().isEmpty());
    }
  }

  private void waitingWhileItIsEmpty(Database pool) throws SQLException {
    try (Connection one = pool.dataSource().getConnection();
        Connection other = pool.dataSource().getConnection()) {
      assertThat(one).isNotSameAs(other);
      patiently(() -> feeling().poolWaitingSince().isPresent());
    }
  }

  @Test
  void a_node_whose_workers_are_all_busy_while_a_run_has_none_says_since_when() {
    CountDownLatch stuck = new CountDownLatch(1);
    Schedule first = Schedules.of("first", Interval.of(Duration.ofDays(1)));
    Schedule second = Schedules.named("second", first);
    Engine.Settings oneWorker =
        Engine.Settings.of(
            () -> Map.of("first", first, "second", second),
            Map.of("first", new Stuck(stuck), "second", new Stuck(stuck)),
            1,
            BatchObserver.NONE);
    try (JobNode node = start(oneWorker, 4)) {
      assertThat(node.isFiring()).isTrue();
      database.run(
          handle ->
              handle.execute(
                  "INSERT INTO run (schedule, planned_for, state, fired_by) SELECT s, qm_now(), 'running', 'x' FROM unnest(ARRAY['first', 'second']) AS s"));

      patiently(() -> feeling().workersBusySince().isPresent());

      stuck.countDown();
      patiently(() -> feeling().workersBusySince().isEmpty());
    }
  }

  private record Stuck(CountDownLatch until) implements BatchedJob {
    @Override
    public Optional<String> cut(Handle handle, Optional<String> last, int size) {
      return last.isPresent() ? Optional.empty() : Optional.of("all");
    }

    @Override
    public long work(Handle handle, String slice) {
      try {
        until.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return 1;
    }
  }

  private JobNode start(Engine.Settings settings, int pool) {
    return JobNode.start(
        database.settings().withPool(pool, "feel"), new JobNode.Identity("hk-1", "test"), settings);
  }

  private NodeView.Feeling feeling() {
    return database.transaction(Nodes::list).get(0).condition().feeling();
  }

  private static void patiently(Callable<Boolean> until) {
    await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100)).until(until);
  }
}
