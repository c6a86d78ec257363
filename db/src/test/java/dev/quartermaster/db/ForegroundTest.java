package dev.quartermaster.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.db.testing.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ForegroundTest {

  private static TestDatabase test;

  @BeforeAll
  static void open() {
    test = TestDatabase.of(ForegroundTest.class);
  }

  @AfterAll
  static void close() {
    test.close();
  }

  private static boolean isAtWork() {
    return test.database().transaction(Foreground::isAtWork);
  }

  private static Database pool(String name) {
    return Database.open(test.database().settings().withPool(1, name));
  }

  @Test
  void a_session_that_serves_somebody_is_at_work_from_its_first_statement_to_its_commit() {
    try (Database api = pool(Foreground.named("qm/hk-1"))) {
      assertThat(isAtWork()).isFalse();
      boolean meanwhile =
          api.transaction(
              handle -> {
                handle.execute("SELECT 1");
                return isAtWork();
              });

      assertThat(meanwhile).isTrue();
      assertThat(isAtWork()).isFalse();
      assertThat(
              test.database()
                  .<Boolean>transaction(
                      handle -> Foreground.wasAtWork(handle, Duration.ofMinutes(1))))
          .isTrue();
    }
  }

  @Test
  void other_sessions_may_work_as_they_like() {
    try (Database workers = pool("qm/hk-1")) {
      boolean meanwhile =
          workers.transaction(
              handle -> {
                handle.execute("SELECT 1");
                return isAtWork();
              });

      assertThat(meanwhile).isFalse();
    }
  }
}
