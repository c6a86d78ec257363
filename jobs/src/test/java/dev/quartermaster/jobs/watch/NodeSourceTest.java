package dev.quartermaster.jobs.watch;

import static dev.quartermaster.jobs.watch.Found.details;
import static dev.quartermaster.jobs.watch.Found.names;
import static dev.quartermaster.jobs.watch.Found.one;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.alert.Condition;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of three nodes; the most that clocks may be apart is 5 s. */
class NodeSourceTest {

  private World world;

  @BeforeEach
  void migrate() {
    world = new World(NodeSourceTest.class);
    world.execute(
        "INSERT INTO configuration (hash, published_at, published_by) VALUES ('a', qm_now(), 'hk-1')");
    for (String name : List.of("hk-1", "hk-2", "hk-3")) {
      world.node(name);
      world.node(
          name,
          "firing = true, clock_ahead_ms = 3, generation = (SELECT max(generation) FROM configuration)");
    }
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void nodes_that_beat_and_fire_are_well() {
    assertThat(look()).isEmpty();
  }

  @Test
  void a_node_whose_heartbeat_stopped_is_down_after_nine_seconds() {
    world.forward(Duration.ofSeconds(9));
    allBeatBut("hk-2");
    List<Condition> atNine = look();

    world.forward(Duration.ofSeconds(1));
    allBeatBut("hk-2");
    List<Condition> found = look();

    assertThat(atNine).as("one that was frozen for five seconds").isEmpty();
    assertThat(names(found)).containsExactly("critical NodeDown hk-2");
    assertThat(one(found, "NodeDown").since()).isEqualTo(World.NOON.plusSeconds(1));
    assertThat(one(found, "NodeDown").text().labels()).containsEntry("node", "hk-2");
    assertThat(details(found, "NodeDown")).containsEntry("silent for", "10 s");
  }

  @Test
  void a_node_that_was_buried_is_down_until_it_is_back_or_a_day_has_passed() {
    world.node("hk-2", "state = 'dead'");
    world.forward(Duration.ofDays(1).minusMinutes(1));
    allBeatBut("hk-2");
    List<Condition> buried = look();
    world.forward(Duration.ofMinutes(2));
    allBeatBut("hk-2");

    assertThat(names(buried)).containsExactly("critical NodeDown hk-2");
    assertThat(look()).isEmpty();
  }

  @Test
  void a_node_that_left_or_is_drained_and_a_command_that_helped_are_missed_by_nobody() {
    world.node("hk-2", "state = 'left'");
    world.node("hk-3", "drain_since = qm_now()");
    world.node("cli-run-1");
    world.forward(Duration.ofSeconds(10));
    world.node("hk-1", "heartbeat_at = qm_now()");
    world.node("hk-3", "heartbeat_at = qm_now()");

    assertThat(look()).isEmpty();
  }

  @Test
  void one_node_left_of_three_is_a_small_cluster_once_it_stays_so() {
    world.node("hk-2", "state = 'dead'");
    world.node("hk-3", "state = 'left'");
    world.forward(Duration.ofSeconds(10));
    world.node("hk-1", "heartbeat_at = qm_now()");

    List<Condition> found = look();

    assertThat(names(found))
        .containsExactly("critical NodeDown hk-2", "warning ClusterSmall cluster");
    assertThat(one(found, "ClusterSmall").holdFor()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void a_cluster_that_is_small_on_purpose_is_told_of_after_an_hour() {
    world.node("hk-2", "state = 'left'");
    world.node("hk-3", "state = 'left'");
    world.forward(Duration.ofMinutes(59));
    world.node("hk-1", "heartbeat_at = qm_now()");
    List<Condition> within = look();
    world.forward(Duration.ofMinutes(2));
    world.node("hk-1", "heartbeat_at = qm_now()");

    assertThat(within).isEmpty();
    assertThat(names(look())).containsExactly("warning ClusterSmall cluster");
  }

  @Test
  void versions_that_are_apart_are_told_of_after_an_hour() {
    world.node("hk-3", "version = '1.1'");

    List<Condition> found = look();

    assertThat(names(found)).containsExactly("warning VersionsApart cluster");
    assertThat(one(found, "VersionsApart").holdFor()).isEqualTo(Duration.ofHours(1));
    assertThat(details(found, "VersionsApart")).containsEntry("hk-3", "1.1");
  }

  @Test
  void clocks_apart_are_a_warning_from_half_of_what_is_allowed_and_critical_at_it() {
    world.node("hk-2", "clock_ahead_ms = -2600");
    world.node("hk-3", "clock_ahead_ms = 5000");

    List<Condition> found = look();

    assertThat(names(found))
        .containsExactly("warning ClocksApart hk-2", "critical ClocksApart hk-3");
    assertThat(one(found, "ClocksApart").text().summary())
        .isEqualTo("the clock of node hk-2 is 2.6 s behind the database's");
  }

  @Test
  void a_node_with_an_invalid_configuration_and_one_with_an_older_one_are_found() {
    world.node("hk-2", "configuration_error = 'line 3: no such key'");
    world.node("hk-3", "generation = 0");

    List<Condition> found = look();

    assertThat(names(found))
        .containsExactly("warning ConfigurationInvalid hk-2", "warning ConfigurationOld hk-3");
    assertThat(one(found, "ConfigurationOld").holdFor()).isEqualTo(Duration.ofMinutes(10));
    assertThat(one(found, "ConfigurationInvalid").text().summary()).contains("line 3: no such key");
  }

  @Test
  void with_every_node_silent_nothing_fires() {
    world.forward(Duration.ofSeconds(10));

    List<Condition> found = look();

    assertThat(names(found)).contains("critical NothingFires cluster", "critical NodeDown hk-1");
    assertThat(one(found, "NothingFires").holdFor()).isZero();
  }

  @Test
  void with_every_node_drained_or_gone_on_purpose_nothing_fires_once_a_restart_had_its_time() {
    world.execute("UPDATE node SET drain_since = qm_now()");
    List<Condition> drained = look();
    world.execute("UPDATE node SET state = 'left'");
    List<Condition> left = look();

    assertThat(names(drained)).containsExactly("critical NothingFires cluster");
    assertThat(names(left)).containsExactly("critical NothingFires cluster");
    assertThat(List.of(one(drained, "NothingFires"), one(left, "NothingFires")))
        .allSatisfy(one -> assertThat(one.holdFor()).isEqualTo(Duration.ofMinutes(2)));
  }

  @Test
  void a_node_whose_scheduler_is_in_standby_is_found_unless_it_is_drained() {
    world.node("hk-2", "firing = false");
    world.node("hk-3", "firing = false, drain_since = qm_now()");

    assertThat(names(look())).containsExactly("critical QuartzStandby hk-2");
  }

  @Test
  void workers_that_are_all_busy_and_a_pool_that_is_starved_are_found_when_that_lasts() {
    world.node("hk-2", "workers_busy_since = qm_now()");
    world.node("hk-3", "pool_waiting_since = qm_now()");
    world.forward(Duration.ofSeconds(15));
    allBeatBut("nobody");
    List<Condition> soon = look();
    world.forward(Duration.ofSeconds(106));
    allBeatBut("nobody");

    List<Condition> found = look();

    assertThat(soon).isEmpty();
    assertThat(names(found))
        .containsExactly("warning ThreadsBusy hk-2", "critical PoolStarved hk-3");
    assertThat(one(found, "PoolStarved").text().summary()).contains("2 min 1 s");
  }

  @Test
  void before_the_first_node_nothing_is_missed() {
    world.execute("DELETE FROM node");

    assertThat(look()).isEmpty();
  }

  private void allBeatBut(String silent) {
    world.execute("UPDATE node SET heartbeat_at = qm_now() WHERE name <> '%s'".formatted(silent));
  }

  private List<Condition> look() {
    return world.look(new NodeSource(world.watched()));
  }
}
