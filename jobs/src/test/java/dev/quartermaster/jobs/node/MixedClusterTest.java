package dev.quartermaster.jobs.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.batch.Engine;
import dev.quartermaster.jobs.node.NodeProcess.Launch;
import dev.quartermaster.jobs.node.NodeProcess.Load;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes, each a process of its own, of which the newer knows a schedule that is new. */
class MixedClusterTest {

  /** The program before. */
  public static final class Old implements Load {
    @Override
    public Engine.Settings settings() {
      return Often.inBatchesOf(100, List.of("cpu-reset"));
    }

    @Override
    public String version() {
      return "0.1.0";
    }
  }

  /** The program after. */
  public static final class Newer implements Load {
    @Override
    public Engine.Settings settings() {
      return Often.inBatchesOf(100, List.of("cpu-reset", "brand-new"));
    }

    @Override
    public String version() {
      return "0.2.0";
    }
  }

  @TempDir private Path directory;
  private TestDatabase test;
  private Database database;

  @BeforeEach
  void migrate() {
    test = TestDatabase.of(MixedClusterTest.class);
    database = test.database();
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void runs_of_a_new_schedule_are_fired_by_any_node_and_done_by_the_one_that_knows_it()
      throws IOException {
    try (NodeProcess old = start("hk-1", 1, Old.class)) {
      patiently().until(() -> count("SELECT count(*) FROM run WHERE schedule = 'cpu-reset'") > 0);

      try (NodeProcess newer = start("hk-2", 1, Newer.class)) {
        patiently().until(() -> count("SELECT count(*) FROM qrtz_triggers") == 2);
        database.run(handle -> Drains.drain(handle, "hk-2"));
        patiently().until(() -> firedByOld() >= 2);
        database.run(handle -> Drains.undo(handle, "hk-2"));
        patiently()
            .until(
                () ->
                    count(
                            """
                            SELECT count(*) FROM run
                             WHERE schedule = 'brand-new' AND fired_by = 'hk-1' AND outcome = 'succeeded'
                            """)
                        >= 1);

        assertThat(count("SELECT count(DISTINCT version) FROM node WHERE state = 'up'"))
            .isEqualTo(2);
        assertThat(
                count(
                    """
                    SELECT count(*) FROM batch JOIN run ON run.id = run_id
                     WHERE schedule = 'brand-new' AND batch.node <> 'hk-2'
                    """))
            .isZero();
        assertThat(count("SELECT count(*) FROM trigger_repair WHERE schedule <> ''")).isZero();
        assertThat(count("SELECT count(*) FROM qrtz_triggers")).isEqualTo(2);
        assertThat(count("SELECT count(*) FROM configuration")).isEqualTo(2);
        assertThat(old.isAlive() && newer.isAlive()).isTrue();
      }
    }
  }

  @Test
  void a_node_that_is_restarted_with_the_old_schedules_drops_no_trigger() throws IOException {
    try (NodeProcess first = start("hk-1", 1, Old.class)) {
      patiently().until(() -> count("SELECT count(*) FROM configuration") == 1);
      first.kill();
    }
    try (NodeProcess newer = start("hk-2", 1, Newer.class)) {
      patiently().until(() -> count("SELECT count(*) FROM qrtz_triggers") == 2);

      try (NodeProcess old = start("hk-1", 2, Old.class)) {
        patiently()
            .until(() -> count("SELECT count(generation) FROM node WHERE state = 'up'") == 2);
        database.run(handle -> Drains.drain(handle, "hk-2"));
        // Longer than it takes until a node looks after the triggers again.
        patiently().until(() -> firedByOld() >= 8);

        assertThat(count("SELECT count(*) FROM qrtz_triggers")).isEqualTo(2);
        assertThat(count("SELECT count(*) FROM configuration")).isEqualTo(2);
        assertThat(count("SELECT count(DISTINCT generation) FROM node WHERE state = 'up'"))
            .isEqualTo(2);
        assertThat(old.isAlive() && newer.isAlive()).isTrue();
      }
    }
  }

  private long firedByOld() {
    return count("SELECT count(*) FROM run WHERE schedule = 'brand-new' AND fired_by = 'hk-1'");
  }

  private NodeProcess start(String name, int life, Class<? extends Load> load) throws IOException {
    return NodeProcess.start(new Launch(name, life, database.settings(), load), directory);
  }

  private long count(String query) {
    return database.transaction(handle -> handle.createQuery(query).mapTo(Long.class).one());
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(200));
  }
}
