package dev.quartermaster.jobs.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which statements are taken, and what of them is replaced. */
class SqlStatementTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM t",
        "  -- why\n/* a /* nested */ note; */ delete from t;  -- done;\n",
        "UPDATE t SET a = 'it''s; RETURNING', b = E'\\'; SELECT', c = $x$; COMMIT $$ $x$",
        "INSERT INTO t SELECT * FROM u ON CONFLICT DO NOTHING",
        "MERGE INTO t USING u ON t.id = u.id WHEN MATCHED THEN DELETE",
        "WITH gone AS (DELETE FROM t RETURNING *) INSERT INTO archive SELECT * FROM gone",
        "WITH RECURSIVE a(n) AS (VALUES (1) UNION SELECT n + 1 FROM a) DELETE FROM t USING a",
        "UPDATE t SET \"returning\" = 1"
      })
  void one_statement_that_changes_rows_is_taken(String text) {
    assertThat(SqlStatement.parse(text).isBounded()).isFalse();
    assertThat(SqlStatement.parse(text).withBatchSize(7)).isEqualTo(text);
  }

  @Test
  void what_is_none_is_refused_with_the_reason() {
    refused("", "does not begin with INSERT, UPDATE, DELETE, MERGE or WITH");
    refused("-- DELETE FROM t", "does not begin with INSERT");
    refused("VACUUM t", "begins with VACUUM; it has to begin with INSERT");
    refused("SELECT purge()", "begins with SELECT");
    refused("COMMIT", "begins with COMMIT");
    refused("DELETE FROM t; COMMIT", "is more than one: leave one");
    refused("DELETE FROM t; -- a\n DELETE FROM u", "is more than one");
    refused("DELETE FROM t RETURNING id", "returns rows, which nobody would read");
    refused("WITH a AS (DELETE FROM t RETURNING 1) SELECT count(*) FROM a", "only returns rows");
  }

  @Test
  void the_size_of_a_batch_takes_its_place() {
    bound("DELETE FROM t LIMIT :batch_size", "DELETE FROM t LIMIT  7 ");
    bound("DELETE FROM t LIMIT:batch_size;", "DELETE FROM t LIMIT 7 ;");
    bound(
        "DELETE FROM t WHERE a < :batch_size AND b < (:batch_size)",
        "DELETE FROM t WHERE a <  7  AND b < ( 7 )");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM t WHERE a = ':batch_size'",
        "DELETE FROM t WHERE a = E'\\':batch_size'",
        "DELETE FROM t WHERE \":batch_size\" = 1",
        "DELETE FROM t WHERE a = $$:batch_size$$",
        "DELETE FROM t -- :batch_size",
        "DELETE FROM t /* :batch_size /* */ :batch_size */",
        "DELETE FROM t WHERE a::batch_size = 1",
        "DELETE FROM t WHERE a = :batch_sizes"
      })
  void what_only_looks_like_it_stays(String text) {
    assertThat(SqlStatement.parse(text).isBounded()).isFalse();
    assertThat(SqlStatement.parse(text).withBatchSize(7)).isEqualTo(text);
  }

  private static void bound(String text, String expected) {
    assertThat(SqlStatement.parse(text).isBounded()).isTrue();
    assertThat(SqlStatement.parse(text).withBatchSize(7)).isEqualTo(expected);
  }

  private static void refused(String text, String why) {
    assertThatThrownBy(() -> SqlStatement.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the statement ")
        .hasMessageContaining(why);
  }
}
