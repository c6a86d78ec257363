package dev.quartermaster.jobs.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseSettings;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.batch.RunLogs.Gathering;
import dev.quartermaster.jobs.run.Run;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The lines of an attempt. */
class RunLogsTest {

  @Test
  void the_first_lines_are_kept_as_they_come_and_the_last_ones_at_the_end() {
    try (RunWorld world = new RunWorld(RunLogsTest.class)) {
      Run run = world.fire();
      Gathering log = new Gathering(world.database, run.id(), "hk-1");
      IntStream.rangeClosed(1, 2_000).forEach(number -> log.line("line " + number));

      log.flush();
      assertThat(world.log(run)).hasSize(RunLogs.FIRST).startsWith("line 1").endsWith("line 500");
      world.database.run(log::end);

      List<String> lines = world.log(run);
      assertThat(lines).hasSize(RunLogs.FIRST + 1 + RunLogs.LAST).endsWith("line 2000");
      assertThat(lines.get(RunLogs.FIRST)).isEqualTo("(1,000 lines are left out here)");
      assertThat(lines.get(RunLogs.FIRST + 1)).isEqualTo("line 1501");
    }
  }

  @Test
  void who_says_a_line_does_not_learn_that_the_database_is_gone() {
    DatabaseSettings right = TestDatabase.settings("gone");
    try (Database gone =
        Database.open(
            new DatabaseSettings(
                "jdbc:postgresql://127.0.0.1:1/none",
                right.login(),
                right.schema(),
                right.pool()))) {
      Gathering log = new Gathering(gone, 1, "hk-1");

      IntStream.range(0, 2_000).forEach(number -> log.line("line " + number));

      assertThatThrownBy(log::flush).isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void an_end_that_did_not_commit_is_written_once_when_it_is_tried_again() {
    try (RunWorld world = new RunWorld(RunLogsTest.class)) {
      Run run = world.fire();
      Gathering log = new Gathering(world.database, run.id(), "hk-1");
      log.line("the only line");
      assertThatThrownBy(
              () ->
                  world.database.run(
                      handle -> {
                        log.end(handle);
                        throw new IllegalStateException("cut off");
                      }))
          .hasMessage("cut off");

      world.database.run(log::end);
      log.flush();

      assertThat(world.log(run)).containsExactly("the only line");
    }
  }
}
