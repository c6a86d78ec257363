package dev.quartermaster.jobs.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.run.RunSummary;
import dev.quartermaster.jobs.run.Runs;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DrainTest {

  private TestDatabase test;
  private Database database;

  @BeforeEach
  void migrate() {
    test = TestDatabase.of(DrainTest.class);
    database = test.database();
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void a_drained_node_takes_no_work_until_that_is_taken_back() {
    try (JobNode node = start("hk-1")) {
      patiently().until(() -> fired("hk-1") > 0);
      assertThat(node.notReadyBecause()).isEmpty();

      database.run(handle -> assertThat(Drains.drain(handle, "hk-1")).isTrue());

      patiently().until(() -> !node.isFiring());
      assertThat(node.notReadyBecause()).containsExactly("the node is drained");
      patiently().until(() -> stateOf("hk-1").equals("drained"));
      Instant since = now();
      patiently().until(() -> now().isAfter(since.plusSeconds(6)));
      assertThat(firedSince("hk-1", since.plus(Often.EVERY))).isZero();

      database.run(handle -> assertThat(Drains.undo(handle, "hk-1")).isTrue());

      patiently().until(node::isFiring);
      assertThat(stateOf("hk-1")).isEqualTo("up");
      Instant back = now();
      patiently().until(() -> firedSince("hk-1", back) > 0);
    }
  }

  @Test
  void a_batch_at_work_is_finished_while_the_node_drains() {
    database.run(
        handle ->
            handle.execute(
                """
                INSERT INTO run (schedule, planned_for, state, fired_by) VALUES ('x', qm_now(), 'running', 'hk-9');
                """));
    NodeIdentity me = NodeIdentity.of("hk-1");
    try (Membership node = Membership.join(database, me, "test")) {
      database.run(
          handle ->
              handle
                  .createUpdate(
                      """
                      INSERT INTO batch (run_id, number, state, slice, node, incarnation)
                      SELECT id, 1, 'claimed', '', 'hk-1', :incarnation FROM run
                      """)
                  .bind("incarnation", node.me().incarnation())
                  .execute());
      database.run(handle -> Drains.drain(handle, "hk-1"));
      assertThat(stateOf("hk-1")).isEqualTo("draining");

      database.run(handle -> handle.execute("UPDATE batch SET state = 'done'"));

      assertThat(stateOf("hk-1")).isEqualTo("drained");
    }
  }

  @Test
  void a_node_that_is_started_anew_is_not_drained() {
    try (Membership node = Membership.join(database, NodeIdentity.of("hk-1"), "test")) {
      database.run(handle -> Drains.drain(handle, node.me().name()));
    }

    try (Membership node = Membership.join(database, NodeIdentity.of("hk-1"), "test")) {
      assertThat(stateOf(node.me().name())).isEqualTo("up");
    }
  }

  @Test
  void a_drained_node_that_had_been_taken_for_dead_comes_back_drained() {
    NodeIdentity me = NodeIdentity.of("hk-1");
    database.run(handle -> Nodes.join(handle, me, "test"));
    database.run(handle -> Drains.drain(handle, "hk-1"));
    database.run(handle -> handle.execute("UPDATE node SET state = 'dead'"));

    database.run(handle -> Nodes.join(handle, me.again(), "test"));

    assertThat(stateOf("hk-1")).isEqualTo("drained");
  }

  private JobNode start(String name) {
    return JobNode.start(
        database.settings(), new JobNode.Identity(name, "test"), Often.inBatchesOf(500));
  }

  private String stateOf(String node) {
    return database.transaction(Nodes::list).stream()
        .filter(view -> view.name().equals(node))
        .findFirst()
        .orElseThrow()
        .state();
  }

  private long fired(String node) {
    return firedSince(node, Instant.EPOCH);
  }

  private long firedSince(String node, Instant since) {
    return database.transaction(handle -> Runs.history(handle, "cpu-reset", 1000)).stream()
        .map(RunSummary::run)
        .filter(run -> run.firedBy().equals(node) && run.firedAt().isAfter(since))
        .count();
  }

  private Instant now() {
    return database.transaction(dev.quartermaster.db.DatabaseClock::now);
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100));
  }
}
