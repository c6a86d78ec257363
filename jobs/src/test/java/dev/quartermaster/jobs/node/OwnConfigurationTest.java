package dev.quartermaster.jobs.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OwnConfigurationTest {

  private static final Map<String, Schedule> OLD = every(Duration.ofMinutes(1));
  private static final Map<String, Schedule> NEW = every(Duration.ofMinutes(2));

  private TestDatabase test;
  private Database database;

  @BeforeEach
  void migrate() {
    test = TestDatabase.of(OwnConfigurationTest.class);
    database = test.database();
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void nodes_with_the_same_schedules_share_a_generation() {
    boolean first = joined("hk-1").isNewest(OLD);
    boolean second = joined("hk-2").isNewest(OLD);

    assertThat(first && second).isTrue();
    assertThat(generations()).containsExactly("hk-1");
    assertThat(generationOf("hk-2")).isEqualTo(generationOf("hk-1"));
  }

  @Test
  void schedules_that_were_never_seen_are_published_and_count() {
    OwnConfiguration one = joined("hk-1");
    OwnConfiguration two = joined("hk-2");

    assertThat(one.isNewest(OLD)).isTrue();
    assertThat(two.isNewest(NEW)).isTrue();

    assertThat(one.isNewest(OLD)).isFalse();
    assertThat(generations()).containsExactly("hk-1", "hk-2");
    assertThat(generationOf("hk-1")).isLessThan(generationOf("hk-2"));
  }

  @Test
  void a_node_that_is_started_with_an_old_file_publishes_nothing_while_another_has_the_newest() {
    joined("hk-1").isNewest(OLD);
    joined("hk-1-again").isNewest(NEW);

    boolean newest = joined("hk-2").isNewest(OLD);

    assertThat(newest).isFalse();
    assertThat(generations()).containsExactly("hk-1", "hk-1-again");
    assertThat(generationOf("hk-2")).isEqualTo(generationOf("hk-1"));
  }

  @Test
  void an_old_file_counts_again_when_no_node_is_up_that_has_the_newest() {
    joined("hk-1").isNewest(OLD);
    joined("hk-2").isNewest(NEW);
    database.run(handle -> handle.execute("UPDATE node SET state = 'left'"));

    boolean newest = joined("hk-3").isNewest(OLD);

    assertThat(newest).isTrue();
    assertThat(generations()).containsExactly("hk-1", "hk-2", "hk-3");
  }

  @Test
  void a_node_with_an_old_file_does_not_take_over_when_the_newest_leaves() {
    OwnConfiguration old = joined("hk-1");
    old.isNewest(OLD);
    joined("hk-2").isNewest(NEW);
    assertThat(old.isNewest(OLD)).isFalse();

    database.run(handle -> handle.execute("UPDATE node SET state = 'left' WHERE name = 'hk-2'"));

    assertThat(old.isNewest(OLD)).isFalse();
    assertThat(generations()).containsExactly("hk-1", "hk-2");
  }

  @Test
  void a_file_that_is_changed_back_on_a_running_node_counts() {
    OwnConfiguration one = joined("hk-1");
    OwnConfiguration two = joined("hk-2");
    one.isNewest(OLD);
    two.isNewest(OLD);
    one.isNewest(NEW);

    assertThat(one.isNewest(OLD)).isTrue();

    assertThat(two.isNewest(OLD)).isTrue();
    assertThat(generations()).containsExactly("hk-1", "hk-1", "hk-1");
    assertThat(generationOf("hk-2")).isEqualTo(generationOf("hk-1"));
  }

  private OwnConfiguration joined(String name) {
    NodeIdentity me = NodeIdentity.of(name);
    assertThat(database.<Boolean>transaction(handle -> Nodes.join(handle, me, "test"))).isTrue();
    return new OwnConfiguration(database, () -> me);
  }

  private List<String> generations() {
    return database.transaction(
        handle ->
            handle
                .createQuery("SELECT published_by FROM configuration ORDER BY generation")
                .mapTo(String.class)
                .list());
  }

  private long generationOf(String node) {
    return database.transaction(Nodes::list).stream()
        .filter(view -> view.name().equals(node))
        .findFirst()
        .flatMap(view -> view.condition().generation())
        .orElseThrow();
  }

  private static Map<String, Schedule> every(Duration interval) {
    return Often.schedules(Interval.of(interval), List.of("cpu-reset"));
  }
}
