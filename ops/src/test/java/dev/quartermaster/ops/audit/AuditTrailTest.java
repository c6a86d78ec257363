package dev.quartermaster.ops.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quartermaster.db.testing.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How entries come into the trail, and that none leaves it. */
class AuditTrailTest {

  private static final int THREADS = 8;
  private static final int EACH = 50;
  private static final long ALL = (long) THREADS * EACH;

  private static TestDatabase test;

  @BeforeAll
  static void open() {
    test = TestDatabase.of(AuditTrailTest.class);
  }

  @AfterAll
  static void close() {
    test.close();
  }

  @BeforeEach
  void given() {
    EmptyTrail.in(test);
    test.clockRuns();
  }

  @Test
  void an_empty_trail_is_as_it_was_written() {
    Verified verified = verify();

    assertThat(verified.ok()).isTrue();
    assertThat(verified.entries()).isZero();
    assertThat(verified.head()).contains(new Head(0, Link.START));
  }

  @Test
  void every_entry_has_the_next_number_and_the_hash_of_the_one_before() {
    record("one", "because");
    record("zwei 𝄞 ünd\nmehr", null);
    record("", "");

    assertThat(verify().ok()).isTrue();
    assertThat(numbers()).containsExactly(1L, 2L, 3L);
    assertThat(
            strings(
                "SELECT encode(previous, 'hex') FROM audit WHERE number > 1 UNION ALL SELECT encode(hash, 'hex') FROM audit_head"))
        .isEqualTo(strings("SELECT encode(hash, 'hex') FROM audit ORDER BY number"));
  }

  @Test
  void many_at_once_make_one_chain_without_a_gap() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    List<Future<?>> writing = new ArrayList<>();

    for (int thread = 0; thread < THREADS; thread++) {
      String name = "thread " + thread;
      writing.add(pool.submit(() -> writeSome(name)));
    }
    for (Future<?> one : writing) {
      one.get();
    }
    pool.shutdown();

    Verified verified = verify();
    assertThat(verified.bad()).isEmpty();
    assertThat(verified.entries()).isEqualTo(ALL);
    assertThat(numbers())
        .containsExactlyElementsOf(LongStream.rangeClosed(1, ALL).boxed().toList());
  }

  /** Every other one is tried once before, and rolled back. */
  private void writeSome(String name) {
    for (int i = 0; i < EACH; i++) {
      String target = name + " " + i;
      if (i % 2 == 0) {
        test.database()
            .run(
                handle -> {
                  handle.savepoint("before");
                  Audit.record(handle, "reset", target, "rolled back");
                  handle.rollbackToSavepoint("before");
                });
      }
      record(target, "kept");
    }
  }

  @Test
  void what_is_rolled_back_leaves_no_gap() {
    record("before", null);
    test.database()
        .run(
            handle -> {
              handle.savepoint("s");
              Audit.record(handle, "reset", "undone", null);
              handle.rollbackToSavepoint("s");
            });
    assertThatThrownBy(
            () ->
                test.database()
                    .run(
                        handle -> {
                          Audit.record(handle, "reset", "failed", null);
                          throw new IllegalStateException("half-way");
                        }))
        .hasMessage("half-way");

    record("after", null);

    assertThat(strings("SELECT number || ' ' || target FROM audit ORDER BY number"))
        .containsExactly("1 before", "2 after");
    assertThat(verify().ok()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE audit SET reason = 'another'",
        "DELETE FROM audit WHERE number = 2",
        "TRUNCATE audit",
        "UPDATE audit_head SET number = 1",
        "DELETE FROM audit_head",
        "TRUNCATE audit_head",
        "INSERT INTO audit_head (one, number, hash) VALUES (true, 9, '\\x00')"
      })
  void it_is_append_only_for_its_owner_too(String change) {
    record("one", null);
    record("two", null);

    assertThatThrownBy(() -> test.database().run(handle -> handle.execute(change)))
        .hasMessageContaining(
            "the audit trail is append-only: " + change.substring(0, change.indexOf(' ')) + " of ")
        .hasMessageContaining("what is wrong in an entry is put right by a further one");

    assertThat(verify().ok()).isTrue();
    assertThat(numbers()).hasSize(2);
  }

  @Test
  void an_insert_cannot_choose_its_number_time_or_hash() {
    test.clockAt(Instant.parse("2025-06-10T12:00:00Z"));
    test.database()
        .run(
            handle ->
                handle.execute(
                    """
                    INSERT INTO audit (at, actor, act, target, number, previous, hash)
                    VALUES ('2001-01-01T00:00:00Z', 'mallory', 'reset', 'ada', 77, '\\x00', '\\x00')
                    """));

    assertThat(strings("SELECT number || ' ' || extract(year FROM at) FROM audit"))
        .containsExactly("1 2025");
    assertThat(verify().ok()).isTrue();
  }

  @Test
  void a_role_that_may_only_add_needs_no_right_to_the_head() {
    String schema = test.database().settings().schema();
    test.database()
        .run(
            handle -> {
              handle.execute("DROP ROLE IF EXISTS qm_support");
              handle.execute("CREATE ROLE qm_support");
              handle.execute("GRANT USAGE ON SCHEMA " + schema + " TO qm_support");
              handle.execute("GRANT SELECT, INSERT ON audit TO qm_support");
            });
    try {
      test.database()
          .run(
              handle -> {
                handle.execute("SET LOCAL ROLE qm_support");
                Audit.record(handle, "reset", "ada", null);
              });

      for (String change : List.of("DELETE FROM audit", "UPDATE audit_head SET number = 0")) {
        assertThatThrownBy(
                () ->
                    test.database()
                        .run(
                            handle -> {
                              handle.execute("SET LOCAL ROLE qm_support");
                              handle.execute(change);
                            }))
            .hasMessageContaining("permission denied for table audit");
      }
      assertThat(verify().entries()).isEqualTo(1);
    } finally {
      test.database()
          .run(
              handle -> {
                handle.execute("DROP OWNED BY qm_support");
                handle.execute("DROP ROLE qm_support");
              });
    }
  }

  private void record(String target, String reason) {
    test.database().run(handle -> Audit.record(handle, "reset", target, reason));
  }

  private Verified verify() {
    return test.database().transaction(AuditChain::verify);
  }

  private List<Long> numbers() {
    return test.database()
        .transaction(
            handle ->
                handle
                    .createQuery("SELECT number FROM audit ORDER BY number")
                    .mapTo(Long.class)
                    .list());
  }

  private List<String> strings(String query) {
    return test.database()
        .transaction(handle -> handle.createQuery(query).mapTo(String.class).list());
  }
}
