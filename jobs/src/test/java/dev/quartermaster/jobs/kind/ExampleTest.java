package dev.quartermaster.jobs.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.jobs.pace.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the documentation, built and run as its reader would. */
class ExampleTest {

  private static final Path SOURCES = Path.of("src/test/java/dev/quartermaster/jobs/kind/example");

  private static final Path DOCS = Path.of("../ops/docs/jobs.md");

  @TempDir Path jars;
  @TempDir Path work;
  private TestDatabase test;
  private Database database;
  private JobProviders providers;

  @BeforeEach
  void build() throws IOException {
    new UserJar(work)
        .source(source("PurgeSessions"))
        .source(source("PurgeSessionsProvider"))
        .lists("com.example.PurgeSessionsProvider")
        .build(jars.resolve("purge-sessions.jar"));
    providers = JobProviders.load(Optional.of(jars));
    test = TestDatabase.of(ExampleTest.class);
    database = test.database();
    execute("DROP TABLE IF EXISTS public.web_session");
    execute(
        """
        CREATE TABLE public.web_session AS
        SELECT id, now() - make_interval(days => CASE WHEN id % 2 = 0 THEN 40 ELSE 5 END) AS last_used
          FROM generate_series(1, 100) AS id
        """);
  }

  @AfterEach
  void close() {
    execute("DROP TABLE public.web_session");
    providers.close();
    test.close();
  }

  @Test
  void the_documentation_shows_it_as_it_is() throws IOException {
    assertThat(Files.readString(DOCS))
        .contains(source("PurgeSessions"), source("PurgeSessionsProvider"));
  }

  @Test
  void it_cleans_its_table_in_batches() {
    BatchedJob job = job(Map.of());
    assertThat(providers.problems()).isEmpty();
    assertThat(job.getClass().getProtectionDomain().getCodeSource().getLocation().getPath())
        .endsWith("/purge-sessions.jar");
    assertThat(waiting(job)).get().extracting(Waiting::items).isEqualTo(50L);

    assertThat(run(job)).containsExactly(20L, 20L, 10L);

    assertThat(count("SELECT count(*) FROM public.web_session WHERE id % 2 = 1")).isEqualTo(50);
    assertThat(count("SELECT count(*) FROM public.web_session")).isEqualTo(50);
    assertThat(waiting(job)).get().extracting(Waiting::items).isEqualTo(0L);
  }

  @Test
  void a_slice_done_twice_changes_nothing_more() {
    BatchedJob job = job(Map.of("unused-for", "P3D"));

    assertThat(database.<Long>transaction(handle -> job.work(handle, "1-10"))).isEqualTo(10);
    assertThat(database.<Long>transaction(handle -> job.work(handle, "1-10"))).isZero();
  }

  @Test
  void a_slice_splits_into_halves_down_to_an_item() {
    BatchedJob job = job(Map.of());

    assertThat(database.<List<String>>transaction(handle -> job.split(handle, "1-4")))
        .containsExactly("1-2", "3-4");
    assertThat(database.<List<String>>transaction(handle -> job.split(handle, "3-3"))).isEmpty();
    assertThat(database.<Optional<String>>transaction(handle -> job.item(handle, "3-3")))
        .contains("session 3");
  }

  @Test
  void a_setting_that_does_not_do_is_named() {
    assertThatThrownBy(() -> job(Map.of("unused-for", "a month")))
        .hasMessage("unused-for: 'a month' is no duration; write one such as P30D");
  }

  private List<Long> run(BatchedJob job) {
    List<Long> done = new ArrayList<>();
    Optional<String> slice = database.transaction(handle -> job.cut(handle, Optional.empty(), 20));
    while (slice.isPresent()) {
      Optional<String> now = slice;
      done.add(database.transaction(handle -> job.work(handle, now.orElseThrow())));
      slice = database.transaction(handle -> job.cut(handle, now, 20));
    }
    return done;
  }

  private Optional<Waiting> waiting(BatchedJob job) {
    return database.transaction(job::waiting);
  }

  private BatchedJob job(Map<String, String> settings) {
    return (BatchedJob) providers.find("purge-sessions").orElseThrow().create(settings);
  }

  /** In the package that a reader gives it. */
  private static String source(String type) throws IOException {
    return Files.readString(SOURCES.resolve(type + ".java"))
        .replace("package dev.quartermaster.jobs.kind.example;", "package com.example;");
  }

  private void execute(String sql) {
    database.run(handle -> handle.execute(sql));
  }

  private long count(String sql) {
    return database.transaction(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }
}
