package dev.quartermaster.alerts.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.alert.Cause;
import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.watchdog.Watchdog.Kind;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatcherSourceTest {

  private static final Instant START = Instant.parse("2024-05-03T09:00:00Z");

  private TestDatabase test;

  @BeforeEach
  void two_that_watch() {
    test = TestDatabase.of(WatcherSourceTest.class);
    test.clockAt(START);
    looks("hk-1");
    looks("hk-2");
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void one_that_falls_silent_is_missed_after_half_a_minute() {
    test.clockForward(Duration.ofSeconds(30));
    looks("hk-1");
    assertThat(look()).isEmpty();

    test.clockForward(Duration.ofSeconds(1));

    assertThat(look())
        .singleElement()
        .satisfies(
            late -> {
              assertThat(late.cause()).isEqualTo(new Cause("WatchdogLate", "hk-2"));
              assertThat(late.since()).isEqualTo(START);
              assertThat(late.text().summary()).contains("node hk-2", "31 s");
            });
  }

  @Test
  void one_that_said_goodbye_is_not_missed() {
    test.database().run(handle -> Turns.leave(handle, "hk-2"));
    test.clockForward(Duration.ofMinutes(1));
    looks("hk-1");

    assertThat(look()).isEmpty();
  }

  @Test
  void one_that_never_came_back_is_missed_for_a_day() {
    test.clockForward(Duration.ofHours(24).minusSeconds(1));
    looks("hk-1");
    assertThat(look()).hasSize(1);

    test.clockForward(Duration.ofSeconds(1));
    assertThat(look()).isEmpty();
  }

  private void looks(String watcher) {
    test.database().run(handle -> Turns.noteLook(handle, watcher, Kind.NODE));
  }

  private List<Condition> look() {
    return test.database()
        .transaction(handle -> new WatcherSource().look(handle, DatabaseClock.now(handle)));
  }
}
