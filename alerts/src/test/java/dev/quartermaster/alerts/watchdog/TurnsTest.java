package dev.quartermaster.alerts.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.watchdog.Turns.Turn;
import dev.quartermaster.alerts.watchdog.Watchdog.Kind;
import dev.quartermaster.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TurnsTest {

  private static final Instant START = Instant.parse("2024-05-03T09:00:00Z");

  private TestDatabase test;

  @BeforeEach
  void migrate() {
    test = TestDatabase.of(TurnsTest.class);
    test.clockAt(START);
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void while_one_decides_no_other_does() {
    test.database()
        .run(
            handle -> {
              assertThat(Turns.take(handle, "hk-1")).isPresent();
              // Within the transaction this thread would get its own connection again.
              assertThat(CompletableFuture.supplyAsync(() -> take("hk-2")).join()).isEmpty();
            });

    assertThat(take("hk-2")).isPresent();
  }

  @Test
  void the_next_decision_is_not_before_half_an_interval() {
    decide("hk-1");

    test.clockForward(Watchdog.INTERVAL.dividedBy(2));
    assertThat(take("hk-2")).isEmpty();
    test.clockForward(Duration.ofMillis(1));
    assertThat(take("hk-2")).isPresent();
  }

  @Test
  void it_is_awake_since_the_first_decision_after_a_gap() {
    decide("hk-1");
    test.clockForward(Turns.GAP);
    assertThat(decide("hk-2").awakeSince()).isEqualTo(START);

    test.clockForward(Turns.GAP.plusMillis(1));
    Turn turn = decide("hk-2");

    assertThat(turn.awakeSince()).isEqualTo(turn.now());
  }

  @Test
  void a_clock_that_was_set_back_stops_nobody() {
    decide("hk-1");
    test.clockAt(START.minus(Duration.ofHours(1)));

    assertThat(decide("hk-1").awakeSince()).isEqualTo(START.minus(Duration.ofHours(1)));
  }

  @Test
  void those_that_live_are_ranked_by_name() {
    assertThat(rank("hk-2")).isZero();
    assertThat(rank("hk-1")).isZero();
    assertThat(rank("hk-2")).isEqualTo(1);

    test.clockForward(Turns.GAP);
    assertThat(rank("hk-2")).isZero();
  }

  @Test
  void who_watches_from_elsewhere_is_first() {
    assertThat(rank("hk-1")).isZero();

    int outside =
        test.database()
            .transaction(handle -> Turns.noteLook(handle, "watchdog@far", Kind.WATCHDOG));

    assertThat(outside).isZero();
    assertThat(rank("hk-1")).isEqualTo(1);
  }

  private int rank(String watcher) {
    return test.database().transaction(handle -> Turns.noteLook(handle, watcher, Kind.NODE));
  }

  private Optional<Turn> take(String watcher) {
    return test.database().transaction(handle -> Turns.take(handle, watcher));
  }

  private Turn decide(String watcher) {
    return test.database()
        .transaction(
            handle -> {
              Turn turn = Turns.take(handle, watcher).orElseThrow();
              Turns.decided(handle, turn);
              return turn;
            });
  }
}
