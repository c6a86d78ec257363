package dev.quartermaster.alerts.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.alert.Alert;
import dev.quartermaster.alerts.alert.Alert.State;
import dev.quartermaster.alerts.alert.Alerts;
import dev.quartermaster.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LookTest {

  private static final Instant START = Instant.parse("2024-05-03T09:00:00Z");

  private TestDatabase test;

  @BeforeEach
  void migrate() {
    test = TestDatabase.of(LookTest.class);
    test.clockAt(START);
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void a_source_that_fails_hides_nothing_of_others_and_ends_nothing_of_its_own() {
    watchOn();
    look(new Found("NodeDown").holds("hk-1", START));
    test.clockForward(Duration.ofSeconds(10));

    Found broken =
        new Found("NodeDown").looks((handle, now) -> handle.execute("SELECT * FROM nowhere"));
    look(broken, new Found("OutcomeNotMet").holds("backup", START));

    assertThat(open())
        .extracting(alert -> alert.cause().name())
        .containsExactlyInAnyOrder("NodeDown", "OutcomeNotMet", "WatchBlind");
    assertThat(open())
        .filteredOn(alert -> alert.seen().unseenSince().isPresent())
        .extracting(alert -> alert.cause().name())
        .containsExactly("NodeDown");
  }

  @Test
  void a_source_that_hangs_is_given_up_before_the_database_counts_as_gone() {
    Found hanging =
        new Found("NodeDown").looks((handle, now) -> handle.execute("SELECT pg_sleep(60)"));

    look(hanging, new Found("OutcomeNotMet").holds("backup", START));

    assertThat(open())
        .extracting(alert -> alert.cause().name())
        .containsExactlyInAnyOrder("OutcomeNotMet", "WatchBlind");
  }

  @Test
  void what_began_while_nobody_watched_is_believed_only_after_a_while() {
    watchOn();
    test.clockForward(Duration.ofHours(1));
    Found source = new Found("NodeDown").holds("hk-1", START.plusSeconds(600));
    look(source);
    assertThat(open()).extracting(Alert::state).containsExactly(State.PENDING);

    test.clockForward(Duration.ofSeconds(10));
    look(source);
    test.clockForward(Duration.ofSeconds(10));
    look(source);
    assertThat(open()).extracting(Alert::state).containsExactly(State.PENDING);
    test.clockForward(Look.GRACE.minusSeconds(20));
    look(source);

    assertThat(open()).extracting(Alert::state).containsExactly(State.FIRING);
  }

  @Test
  void what_begins_after_the_watch_began_again_is_believed_at_once() {
    watchOn();
    test.clockForward(Duration.ofHours(1));
    Instant again = START.plus(Duration.ofHours(1)).plusSeconds(2);
    look(new Found("NodeDown"));
    test.clockForward(Duration.ofSeconds(2));

    look(new Found("NodeDown").holds("hk-1", again));

    assertThat(open()).extracting(Alert::state).containsExactly(State.FIRING);
  }

  @Test
  void what_fires_already_is_not_taken_back_by_a_gap() {
    watchOn();
    Found source = new Found("NodeDown").holds("hk-1", START);
    look(source);
    test.clockForward(Duration.ofHours(1));

    look(source);

    assertThat(open()).extracting(Alert::state).containsExactly(State.FIRING);
  }

  /** So that what began at the start is believed. */
  private void watchOn() {
    look();
    test.clockForward(Duration.ofSeconds(2));
  }

  private void look(Source... sources) {
    test.database()
        .run(
            handle ->
                new Look(handle, List.of(sources), Turns.take(handle, "hk-1").orElseThrow())
                    .decide(Found.POLICY));
  }

  private List<Alert> open() {
    return test.database().transaction(Alerts::open);
  }
}
