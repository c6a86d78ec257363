package dev.quartermaster.jobs.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.CpuTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes, each a process of its own, work off a day's backlog; one dies, or only seems to. */
class ClusterCrashTest {

  private static final int ACCOUNTS = 40_000;

  @TempDir private Path directory;
  private TestDatabase test;
  private Database database;
  private Proof proof;

  /** A batch as the record has it. */
  private record Row(long run, int number, int attempt, String state, String node) {}

  @BeforeEach
  void migrate() {
    test = TestDatabase.of(ClusterCrashTest.class);
    database = test.database();
    proof = new Proof(database);
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void what_a_killed_node_had_in_hand_is_done_by_the_other_once() throws IOException {
    Map<Username, CpuTime> used = Outage.of(ACCOUNTS, test);
    eachBatchTakes(Duration.ofMillis(100));
    proof.shows(used);

    try (NodeProcess first = start("hk-1");
        NodeProcess second = start("hk-2")) {
      untilBothWork();
      List<Row> inHand = freezeWithBatchesInHand(first);
      first.kill();
      proof.holds();
      proof.shows(used);

      untilTakenOver(inHand);
      untilDone();
      assertThat(second.isAlive()).isTrue();
    }

    proof.isDone(ACCOUNTS);
    proof.shows(used);
    assertThat(stateOf("hk-1")).isEqualTo("dead");
  }

  @Test
  void a_frozen_node_that_wakes_commits_nothing_that_was_taken_over() throws IOException {
    Map<Username, CpuTime> used = Outage.of(ACCOUNTS, test);
    eachBatchTakes(Duration.ofMillis(250));

    try (NodeProcess first = start("hk-1");
        NodeProcess second = start("hk-2")) {
      untilBothWork();
      List<Row> inHand = freezeWithBatchesInHand(first);
      UUID frozen = incarnationOf("hk-1");
      untilTakenOver(inHand);
      List<Row> takenOver = batches(inHand);
      assertThat(stateOf("hk-1")).isEqualTo("dead");
      proof.holds();

      first.wake();
      patiently()
          .until(() -> stateOf("hk-1").equals("up") && !incarnationOf("hk-1").equals(frozen));
      patiently()
          .until(
              () ->
                  proof.count(
                          "SELECT count(*) FROM batch JOIN node USING (incarnation) WHERE node.name = 'hk-1' AND batch.state = 'done'")
                      > 0);
      proof.holds();
      untilDone();

      assertThat(batches(inHand)).isEqualTo(takenOver);
      assertThat(second.isAlive()).isTrue();
    }

    proof.isDone(ACCOUNTS);
    proof.shows(used);
  }

  private NodeProcess start(String name) throws IOException {
    return NodeProcess.start(name, database.settings(), directory);
  }

  /** So that a fault comes in the middle: an update of the ledger waits before it begins. */
  private void eachBatchTakes(Duration time) {
    database.run(
        handle ->
            handle.execute(
                """
                CREATE FUNCTION take_time() RETURNS trigger LANGUAGE plpgsql
                    AS $$ BEGIN PERFORM pg_sleep(%s); RETURN NULL; END $$;
                CREATE TRIGGER take_time BEFORE UPDATE ON usage_period
                   FOR EACH STATEMENT EXECUTE FUNCTION take_time();
                """
                    .formatted(time.toMillis() / 1000.0)));
  }

  private void untilBothWork() {
    patiently()
        .until(
            () ->
                proof.count(
                        """
                        SELECT count(*) FROM (SELECT node FROM batch WHERE state = 'done'
                                               GROUP BY node HAVING count(*) >= 3) AS n
                        """)
                    == 2);
  }

  private List<Row> freezeWithBatchesInHand(NodeProcess node) {
    return await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              node.freeze();
              List<Row> inHand = rows("state = 'claimed' AND node = 'hk-1'");
              if (inHand.isEmpty()) {
                node.wake();
              }
              return inHand;
            },
            inHand -> !inHand.isEmpty());
  }

  private void untilTakenOver(List<Row> inHand) {
    patiently()
        .until(
            () ->
                batches(inHand).stream()
                    .allMatch(
                        row ->
                            row.attempt() == 2
                                && row.node().equals("hk-2")
                                && row.state().equals("done")));
  }

  /** A run that found nothing left to do says so. */
  private void untilDone() {
    patiently()
        .until(() -> proof.count("SELECT count(*) FROM run WHERE outcome = 'succeeded'") > 0);
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100));
  }

  private List<Row> batches(List<Row> which) {
    List<Row> all = rows("true");
    return all.stream()
        .filter(
            row -> which.stream().anyMatch(w -> w.run() == row.run() && w.number() == row.number()))
        .toList();
  }

  private List<Row> rows(String which) {
    return database.transaction(
        handle ->
            handle
                .createQuery(
                    "SELECT run_id, number, attempt, state, node FROM batch WHERE "
                        + which
                        + " ORDER BY run_id, number")
                .map(
                    (row, context) ->
                        new Row(
                            row.getLong(1),
                            row.getInt(2),
                            row.getInt(3),
                            row.getString(4),
                            row.getString(5)))
                .list());
  }

  private String stateOf(String node) {
    return database.transaction(Nodes::list).stream()
        .filter(view -> view.name().equals(node))
        .findFirst()
        .orElseThrow()
        .state();
  }

  private UUID incarnationOf(String node) {
    return database.transaction(
        handle ->
            handle
                .createQuery("SELECT incarnation FROM node WHERE name = :node")
                .bind("node", node)
                .mapTo(UUID.class)
                .one());
  }
}
