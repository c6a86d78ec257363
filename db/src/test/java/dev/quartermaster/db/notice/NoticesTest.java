package dev.quartermaster.db.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.testing.TestDatabase;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NoticesTest {

  private static final Duration OFTEN = Duration.ofMillis(50);

  private TestDatabase test;
  private Database database;

  @BeforeEach
  void migrate() {
    test = TestDatabase.of(NoticesTest.class);
    database = test.database();
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void a_listener_that_ends_in_an_error_is_woken_again() {
    AtomicInteger woken = new AtomicInteger();

    try (Notices notices =
        Notices.listen(
            database,
            "test",
            OFTEN,
            () -> {
              if (woken.incrementAndGet() <= 3) {
                throw new NoClassDefFoundError("for the test");
              }
            })) {
      await().atMost(Duration.ofSeconds(20)).until(() -> woken.get() >= 6);

      assertThat(notices.silence()).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void a_listener_that_fails_each_time_counts_as_silent() {
    AtomicInteger woken = new AtomicInteger();

    try (Notices notices =
        Notices.listen(
            database,
            "test",
            OFTEN,
            () -> {
              woken.incrementAndGet();
              throw new IllegalStateException("for the test");
            })) {
      await().atMost(Duration.ofSeconds(20)).until(() -> woken.get() >= 10);

      assertThat(notices.silence()).isGreaterThan(OFTEN.multipliedBy(8));
    }
  }
}
