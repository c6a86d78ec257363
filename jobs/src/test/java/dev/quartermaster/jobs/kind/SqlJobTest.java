package dev.quartermaster.jobs.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.pace.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Statements on a table of the user's, in the schema where people have theirs. */
class SqlJobTest {

  private TestDatabase test;
  private Database database;

  @BeforeEach
  void open() {
    test = TestDatabase.of(SqlJobTest.class);
    database = test.database();
    execute("DROP TABLE IF EXISTS public.sql_job_session");
    execute(
        """
        CREATE TABLE public.sql_job_session AS
        SELECT id, id <= 23 AS expired, '{"tag": "a?b", "x": 1}'::jsonb AS data,
               ARRAY[1, 2, 3] AS parts, 'it''s :batch_size' AS note
          FROM generate_series(1, 30) AS id
        """);
  }

  @AfterEach
  void close() {
    execute("DROP TABLE public.sql_job_session");
    test.close();
  }

  @Test
  void a_statement_runs_in_batches_until_it_touches_no_row() {
    String statement =
        """
        DELETE FROM sql_job_session
         WHERE id IN (SELECT id FROM sql_job_session WHERE expired ORDER BY id LIMIT :batch_size)
        """;

    assertThat(untilNothingIsDone(statement, 10)).containsExactly(10L, 10L, 3L, 0L);

    assertThat(count("SELECT count(*) FROM public.sql_job_session")).isEqualTo(7);
  }

  @Test
  void how_much_waits_is_asked_by_the_query_that_comes_with_it() {
    test.clockAt(Instant.parse("2025-06-10T12:00:00Z"));

    assertThat(waiting("SELECT count(*) FROM sql_job_session WHERE expired"))
        .contains(new Waiting(23, Duration.ZERO));
    assertThat(
            waiting(
                "SELECT count(*), '2025-06-10 11:00Z'::timestamptz FROM sql_job_session WHERE data ? 'tag'"))
        .contains(new Waiting(30, Duration.ofHours(1)));
    assertThat(waiting("SELECT count(*), max(now()) FROM sql_job_session WHERE id > 99"))
        .contains(new Waiting(0, Duration.ZERO));
    assertThatThrownBy(() -> waiting("SELECT count(*) FROM gone")).hasMessageContaining("gone");
  }

  private Optional<Waiting> waiting(String query) {
    SqlJob job = new SqlJob(SqlStatement.parse("DELETE FROM sql_job_session"), Optional.of(query));
    return database.transaction(job::waiting);
  }

  @Test
  void a_statement_without_a_bound_does_all_of_it_at_once() {
    assertThat(untilNothingIsDone("DELETE FROM sql_job_session WHERE expired", 10))
        .containsExactly(23L, 0L);
  }

  @Test
  void what_runs_in_psql_runs_here() {
    String statement =
        """
        UPDATE sql_job_session /* :batch_size ? /* nested ; */ */
           SET expired = false, data = data || '{"done": true, "d": "{d ''?''}"}'::jsonb -- ; ?
         WHERE id IN (SELECT id FROM sql_job_session s
                       WHERE s.expired::text = 'true' AND s.data ? 'tag' AND s.data ?| array['x', 'y']
                         AND s.parts[1:2] = '{1,2}'::int[] AND s.note = E'it\\'s :batch_size'
                         AND s.note LIKE $$it's :batch%$$ AND s.data @? '$.x ? (@ == 1)'
                       ORDER BY id LIMIT:batch_size);
        """;

    assertThat(untilNothingIsDone(statement, 15)).containsExactly(15L, 8L, 0L);
  }

  @Test
  void a_batch_of_another_size_takes_that_size() {
    SqlJob job = job("DELETE FROM sql_job_session WHERE id <= :batch_size");

    database.run(
        handle -> {
          String first = job.cut(handle, Optional.empty(), 5).orElseThrow();
          String second = job.cut(handle, Optional.of(first), 8).orElseThrow();
          assertThat(List.of(first, second)).containsExactly("1:5", "2:8");
          assertThat(job.work(handle, first)).isEqualTo(5);
          assertThat(job.work(handle, second)).isEqualTo(3);
        });
  }

  @Test
  void after_the_statement_the_transaction_is_the_products_own_again() {
    SqlJob job = job("DELETE FROM sql_job_session WHERE expired");

    database.run(
        handle -> {
          String before = handle.createQuery("SHOW search_path").mapTo(String.class).one();
          job.work(handle, "1:10");
          assertThat(handle.createQuery("SHOW search_path").mapTo(String.class).one())
              .isEqualTo(before)
              .contains("sqljobtest");
          assertThat(handle.createQuery("SELECT count(*) FROM run").mapTo(Long.class).one())
              .isZero();
        });
  }

  @Test
  void the_database_says_what_is_wrong_with_a_statement() {
    assertThatThrownBy(() -> database.run(handle -> job("DELETE FROM no_such").work(handle, "1:1")))
        .isInstanceOf(SqlJob.StatementFailed.class)
        .hasMessageStartingWith("ERROR: relation \"no_such\" does not exist");
  }

  /** As the engine does it: the rows of each batch, up to the one that touched none. */
  private List<Long> untilNothingIsDone(String statement, int size) {
    SqlJob job = job(statement);
    assertThat(job.untilNothingIsDone()).isTrue();
    List<Long> rows = new ArrayList<>();
    Optional<String> last = Optional.empty();
    do {
      Optional<String> before = last;
      last = database.transaction(handle -> job.cut(handle, before, size));
      String slice = last.orElseThrow();
      rows.add(database.transaction(handle -> job.work(handle, slice)));
    } while (rows.get(rows.size() - 1) > 0);
    return rows;
  }

  private static SqlJob job(String statement) {
    return new SqlJob(SqlStatement.parse(statement), Optional.empty());
  }

  private void execute(String sql) {
    database.run(handle -> handle.execute(sql));
  }

  private long count(String sql) {
    return database.transaction(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }
}
