package dev.quartermaster.alerts.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quartermaster.db.testing.TestDatabase;
import java.time.Duration;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AsideTest {

  private static final Duration LONG = Duration.ofSeconds(10);

  private TestDatabase test;

  @BeforeEach
  void migrate() {
    test = TestDatabase.of(AsideTest.class);
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void a_look_that_fails_leaves_the_transaction_whole() {
    long silences =
        test.database()
            .transaction(
                handle -> {
                  assertThatThrownBy(
                          () -> Aside.look(handle, LONG, aside -> count(aside, "nowhere")))
                      .hasMessageContaining("nowhere");
                  return Aside.look(handle, LONG, aside -> count(aside, "silence"));
                });

    assertThat(silences).isZero();
  }

  @Test
  void a_look_that_takes_too_long_is_given_up_and_the_next_may_take_its_time() {
    String timeout =
        test.database()
            .transaction(
                handle -> {
                  assertThatThrownBy(
                          () ->
                              Aside.look(
                                  handle,
                                  Duration.ofMillis(50),
                                  aside -> count(aside, "pg_sleep(9)")))
                      .hasMessageContaining("statement timeout");
                  return handle.createQuery("SHOW statement_timeout").mapTo(String.class).one();
                });

    assertThat(timeout).isEqualTo("0");
  }

  private static long count(Handle handle, String from) {
    return handle.createQuery("SELECT count(*) FROM " + from).mapTo(Long.class).one();
  }
}
