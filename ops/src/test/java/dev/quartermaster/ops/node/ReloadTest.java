package dev.quartermaster.ops.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.schedule.BuiltInSchedules;
import dev.quartermaster.ops.cli.Program;
import dev.quartermaster.ops.cli.Started;
import dev.quartermaster.ops.status.ReadStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node, a process of its own, whose file is edited while it runs. */
class ReloadTest {

  private static final String READ = "The configuration was read anew and is in force.";
  private static final String INVALID =
      "node hk-1: its configuration file is invalid and the one before is in force: quartermaster.yaml";

  @TempDir Path directory;
  private TestDatabase test;
  private Database database;
  private Program program;

  @BeforeEach
  void given() {
    test = TestDatabase.of(ReloadTest.class);
    database = test.database();
    program = written("schedules: {cpu-reset: {every: PT1H}}");
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void a_changed_interval_counts_without_a_restart_and_what_takes_one_is_named() {
    try (Started node = start()) {
      assertThat(runs(Instant.EPOCH)).isZero();

      written(
          "node: {workers: 3}",
          "quota: {warn-at: [50], charged-sources: [console]}",
          "schedules: {cpu-reset: {every: PT2S}}");

      patiently().until(() -> runs(Instant.EPOCH) >= 3);
      assertThat(node.err()).contains(READ);
      assertThat(node.err())
          .contains(
              "node.workers changed: that takes a restart of the node, and stays as it was until then.");
      assertThat(count("SELECT count(*) FROM configuration")).isEqualTo(2);
      assertThat(problems()).doesNotContain("configuration");
      assertThat(node.terminate().code()).isZero();
    }
  }

  @Test
  void an_invalid_file_is_refused_whole_and_said_on_every_node_until_it_is_mended()
      throws IOException {
    written("schedules: {cpu-reset: {every: PT2S}}");
    try (Started node = start()) {
      patiently().until(() -> runs(Instant.EPOCH) >= 1);

      written("schedules: {cpu-reset: {every: PT1H, overlap: perhaps, owmer: me}}");

      patiently().until(() -> problems().contains(INVALID));
      assertThat(problems()).contains("(and 1 more: see its log)");
      assertThat(node.err()).contains("overlap").contains("owmer").contains("ERROR");
      Instant since = now();
      patiently().until(() -> runs(since) >= 2);

      written("schedules: {cpu-reset: {every: PT3S}}");
      patiently().until(() -> !problems().contains(INVALID));

      Path file = directory.resolve("quartermaster.yaml");
      Path aside = Files.move(file, directory.resolve("aside.yaml"));
      patiently()
          .until(() -> node.err().contains("the configuration cannot be read: no such file"));
      patiently().until(() -> errorOf("hk-1").contains("no such file"));
      Instant gone = now();
      patiently().until(() -> runs(gone) >= 2);

      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
      patiently().until(() -> errorOf("hk-1").isEmpty());
      assertThat(node.isAlive()).isTrue();
    }
  }

  @Test
  void a_hangup_reads_the_file_at_once_and_of_two_changes_the_last_counts() {
    try (Started node = start()) {
      assertThat(node.err()).doesNotContain(READ);

      node.hangUp();

      patiently().until(() -> node.err().contains(READ));
      assertThat(node.isAlive()).isTrue();

      written("schedules: {cpu-reset: {every: PT30M}}");
      written("schedules: {cpu-reset: {every: PT2S}}");

      patiently().until(() -> runs(Instant.EPOCH) >= 2);
      assertThat(count("SELECT count(*) FROM configuration")).isEqualTo(2);
    }
  }

  private Started start() {
    Started node = program.start("node", "--name", "hk-1");
    node.awaitReady();
    return node;
  }

  /** As an editor does it: beside, and then in its place. */
  private Program written(String... lines) {
    try {
      Path aside = Files.createDirectories(directory.resolve("editor"));
      Program.in(aside).on(database.settings(), lines);
      Files.copy(
          aside.resolve("password"),
          directory.resolve("password"),
          StandardCopyOption.REPLACE_EXISTING);
      Files.move(
          aside.resolve("quartermaster.yaml"),
          directory.resolve("quartermaster.yaml"),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      return Program.in(directory).with("--config", "quartermaster.yaml");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long runs(Instant since) {
    return count(
        "SELECT count(*) FROM run WHERE schedule = 'cpu-reset' AND fired_at > '" + since + "'");
  }

  private long count(String query) {
    return database.transaction(handle -> handle.createQuery(query).mapTo(Long.class).one());
  }

  private String errorOf(String node) {
    return database.transaction(
        handle ->
            handle
                .createQuery(
                    "SELECT coalesce(configuration_error, '') FROM node WHERE name = :node")
                .bind("node", node)
                .mapTo(String.class)
                .one());
  }

  /** As another node would show them, with a configuration of its own. */
  private String problems() {
    return ReadStatus.read(
            database,
            new ReadStatus.Of(
                "local", BuiltInSchedules.all(), Duration.ofSeconds(5), Set.of(), List.of()))
        .problems()
        .toString();
  }

  private Instant now() {
    return database.transaction(DatabaseClock::now);
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(200));
  }
}
