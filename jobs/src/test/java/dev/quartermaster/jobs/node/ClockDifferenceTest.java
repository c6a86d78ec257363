package dev.quartermaster.jobs.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClockDifferenceTest {

  private static final Duration MOST = Duration.ofSeconds(5);

  private TestDatabase test;
  private Database database;

  @BeforeEach
  void migrate() {
    test = TestDatabase.of(ClockDifferenceTest.class);
    database = test.database();
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void clocks_that_are_far_apart_are_refused_with_both_times_and_the_mend() {
    Instant database = Instant.parse("2026-03-01T12:00:00Z");
    ClockDifference behind =
        new ClockDifference(database.minusMillis(7_250), database, Duration.ofMillis(1));

    assertThatThrownBy(() -> behind.within(MOST))
        .isInstanceOf(ClocksApart.class)
        .hasMessage(
            "this machine's clock is 7.3 s behind the database's: it says 2026-03-01T11:59:52.750Z, the database 2026-03-01T12:00:00Z, and PT5S apart is the most; let both follow a time server ('timedatectl' shows whether they do), or raise node.max-clock-skew");
  }

  @Test
  void clocks_within_the_bound_will_do() {
    assertThatCode(
            () -> ClockDifference.measure(database, ahead(Duration.ofSeconds(4))).within(MOST))
        .doesNotThrowAnyException();
  }

  @Test
  void the_round_trip_is_not_mistaken_for_a_difference() {
    ClockDifference measured = ClockDifference.measure(database, ahead(Duration.ofMinutes(-1)));

    assertThat(measured.ahead().plus(Duration.ofMinutes(1)).abs())
        .isLessThan(measured.roundTrip().plusMillis(20));
  }

  @Test
  void a_node_tells_with_its_heartbeat_how_far_its_clock_is_ahead() {
    NodeIdentity me = NodeIdentity.of("hk-1");

    try (Membership node = Membership.join(database, me, "test", ahead(Duration.ofSeconds(7)))) {
      await().atMost(Duration.ofSeconds(20)).until(() -> clock().isPresent());

      assertThat(clock().orElseThrow())
          .isBetween(Duration.ofMillis(6_900), Duration.ofMillis(7_100));
      assertThat(node.me()).isEqualTo(me);
    }
  }

  @Test
  void the_heart_beats_on_after_an_error() {
    AtomicInteger asked = new AtomicInteger();
    InstantSource broken =
        () -> {
          if (asked.incrementAndGet() <= 2) {
            throw new NoClassDefFoundError("for the test");
          }
          return Instant.now();
        };

    try (Membership node = Membership.join(database, NodeIdentity.of("hk-1"), "test", broken)) {
      await().atMost(Duration.ofSeconds(20)).until(() -> clock().isPresent());

      assertThat(asked.get()).isGreaterThanOrEqualTo(3);
      assertThat(node.silence()).isLessThan(Nodes.DEAD_AFTER);
    }
  }

  private Optional<Duration> clock() {
    return database.transaction(Nodes::list).get(0).condition().clockAhead();
  }

  private static InstantSource ahead(Duration by) {
    return () -> Instant.now().plus(by);
  }
}
