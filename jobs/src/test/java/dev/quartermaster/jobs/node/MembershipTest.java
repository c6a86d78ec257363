package dev.quartermaster.jobs.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MembershipTest {

  @TempDir private Path directory;
  private TestDatabase test;
  private Database database;

  @BeforeEach
  void migrate() {
    test = TestDatabase.of(MembershipTest.class);
    database = test.database();
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void a_node_that_went_silent_is_found_dead_by_another() throws IOException {
    try (NodeProcess silent = start("hk-1")) {
      untilUp("hk-1");
      try (Membership other = join("hk-2")) {
        silent.freeze();

        patiently().until(() -> stateOf("hk-1").equals("dead"));

        assertThat(stateOf(other.me().name())).isEqualTo("up");
        patiently().until(() -> sessionsOf("hk-1") == 0);
      }
    }
  }

  @Test
  void a_node_that_wakes_up_is_back_under_a_new_incarnation() throws IOException {
    try (NodeProcess silent = start("hk-1");
        Membership other = join("hk-2")) {
      untilUp("hk-1");
      List<NodeIdentity> before = up();
      silent.freeze();
      patiently().until(() -> stateOf("hk-1").equals("dead"));

      silent.wake();

      patiently().until(() -> stateOf("hk-1").equals("up"));
      assertThat(up()).contains(other.me()).isNotEqualTo(before);
      assertThat(up().get(0).sessionName()).isEqualTo(before.get(0).sessionName());
    }
  }

  @Test
  void a_node_that_was_stopped_in_the_middle_of_a_heartbeat_holds_nobody_up() {
    NodeIdentity stopped = NodeIdentity.of("hk-1");
    try (Database its = Database.open(database.settings().withPool(1, stopped.sessionName()));
        Membership other = join("hk-2")) {
      its.run(handle -> Nodes.join(handle, stopped, "test"));

      assertThatThrownBy(
              () ->
                  its.run(
                      handle -> {
                        handle.execute(
                            "UPDATE node SET heartbeat_at = heartbeat_at WHERE name = 'hk-1'");
                        patiently().until(() -> stateOf("hk-1").equals("dead"));
                      }))
          .hasMessageContaining("commit");

      assertThat(up()).containsExactly(other.me());
    }
  }

  @Test
  void a_name_is_free_again_after_a_kill_although_another_node_buries_the_dead()
      throws IOException {
    try (NodeProcess killed = start("hk-1");
        Membership other = join("hk-2")) {
      untilUp("hk-1");
      killed.kill();

      NodeIdentity me = NodeIdentity.of("hk-1");
      try (Database own = Database.open(database.settings().withPool(2, me.sessionName()));
          Membership again = Membership.join(own, me, "test")) {
        assertThat(up()).containsExactly(again.me(), other.me());
      }
    }
  }

  @Test
  void a_name_that_is_in_use_is_refused_with_advice() {
    try (Membership first = join("hk-1")) {
      assertThatThrownBy(() -> join("hk-1"))
          .isInstanceOf(Membership.NameTaken.class)
          .hasMessageContaining("hk-1")
          .hasMessageContaining("--name");

      assertThat(up()).containsExactly(first.me());
    }
  }

  @Test
  void a_name_is_free_at_once_when_its_node_left() {
    NodeIdentity before;
    try (Membership first = join("hk-1")) {
      before = first.me();
    }
    assertThat(stateOf("hk-1")).isEqualTo("left");

    try (Membership second = join("hk-1")) {
      assertThat(second.me()).isNotEqualTo(before);
      assertThat(up()).containsExactly(second.me());
    }
  }

  @Test
  void a_node_that_was_replaced_while_it_was_silent_does_not_push_its_successor_out() {
    try (Membership first = join("hk-1")) {
      NodeIdentity successor = NodeIdentity.of("hk-1");
      database.run(
          handle ->
              handle
                  .createUpdate("UPDATE node SET incarnation = :incarnation WHERE name = 'hk-1'")
                  .bind("incarnation", successor.incarnation())
                  .execute());

      Beat.Condition nothing =
          new Beat.Condition(Optional.empty(), Optional.empty(), Beat.Feeling.NONE);
      boolean beats =
          database.transaction(handle -> Nodes.beat(handle, first.me(), nothing)).isPresent();
      boolean joins =
          database.transaction(handle -> Nodes.join(handle, first.me().again(), "test"));

      assertThat(beats || joins).isFalse();
      assertThat(up()).containsExactly(successor);
    }
  }

  private Membership join(String name) {
    return Membership.join(database, NodeIdentity.of(name), "test");
  }

  private NodeProcess start(String name) throws IOException {
    return NodeProcess.start(name, database.settings(), directory);
  }

  private void untilUp(String name) {
    patiently().until(() -> up().stream().map(NodeIdentity::name).toList().contains(name));
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(100));
  }

  private String stateOf(String name) {
    return database.transaction(Nodes::list).stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow()
        .state();
  }

  private long sessionsOf(String name) {
    return database.transaction(
        handle ->
            handle
                .createQuery(
                    "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'qm/' || :name || '/%'")
                .bind("name", name)
                .mapTo(Long.class)
                .one());
  }

  private List<NodeIdentity> up() {
    return database.transaction(
        handle ->
            handle
                .createQuery("SELECT name, incarnation FROM node WHERE state = 'up' ORDER BY name")
                .map(
                    (row, context) ->
                        new NodeIdentity(row.getString(1), row.getObject(2, UUID.class)))
                .list());
  }
}
