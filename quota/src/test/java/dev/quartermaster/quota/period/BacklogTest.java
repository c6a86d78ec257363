package dev.quartermaster.quota.period;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.quota.testing.World;
import dev.quartermaster.quota.testing.WorldAccount;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is overdue, and from where on settling looks for it. */
class BacklogTest {

  private static World given;

  @BeforeAll
  static void open() {
    given = World.of(BacklogTest.class);
  }

  @AfterAll
  static void close() {
    given.close();
  }

  @BeforeEach
  void empty() {
    given.emptyAt("2024-05-03T09:00:00Z");
  }

  @Test
  void nothing_is_overdue_before_the_boundary_and_all_of_it_from_the_boundary_on() {
    given.account("ada").used("1s");
    given.account("bea").used("120s");

    given.clockAt("2024-05-03T23:59:59.999999Z");
    assertThat(given.backlog()).isEqualTo(new Backlog(0, Duration.ZERO));
    given.clockAt("2024-05-04T00:00:00Z");
    assertThat(given.backlog()).isEqualTo(new Backlog(2, Duration.ZERO));
    given.clockAt("2024-05-04T01:30:00Z");
    assertThat(given.backlog()).isEqualTo(new Backlog(2, Duration.ofMinutes(90)));
  }

  @Test
  void what_a_run_has_settled_so_far_is_not_overdue_any_more() {
    given.account("ada").used("120s");
    given.account("bea").used("1s");
    given.clockAt("2024-05-04T09:00:00Z");
    SettleSlice first = given.cut(Settling.start(), 1).orElseThrow();

    given.settle(first);
    assertThat(given.backlog().periods()).isEqualTo(1);
    given.settle(given.cut(first, 1).orElseThrow());

    assertThat(given.backlog()).isEqualTo(new Backlog(0, Duration.ZERO));
  }

  @Test
  void an_account_that_was_reset_by_hand_is_not_overdue_for_the_period_that_the_reset_ended() {
    WorldAccount ada = given.account("ada").used("1s");
    given.clockAt("2024-05-03T10:00:00Z");
    ada.reset();
    given.clockAt("2024-05-04T09:00:00Z");

    assertThat(given.backlog().periods()).isZero();
  }

  @Test
  void everything_is_noted_as_settled_up_to_a_while_ago() {
    given.account("ada").used("1s");
    given.clockAt("2024-05-04T09:00:00Z");

    given.settle(10);

    assertThat(settledThrough()).isEqualTo(given.now().minus(Settling.LAG));
  }

  @Test
  void the_note_stops_before_the_first_period_that_is_open() {
    given.account("ada").used("1s", "2024-05-02T09:00:00Z");
    given.account("bea").used("1s");
    given.clockAt("2024-05-04T00:05:00Z");

    given.database().run(Settling::noteSettledThrough);
    assertThat(settledThrough()).isEqualTo(given.now().minus(Settling.LAG));
    given.clockAt("2024-05-05T00:00:00Z");
    given.database().run(Settling::noteSettledThrough);

    assertThat(settledThrough()).isEqualTo(Instant.parse("2024-05-03T23:59:59.999999Z"));
    assertThat(given.backlog().periods()).isEqualTo(2);
    given.settle(10);
    assertThat(given.backlog().periods()).isZero();
  }

  @Test
  void a_period_that_ended_within_the_last_minutes_is_never_behind_the_note() {
    given.clockAt("2024-05-04T00:10:00Z");
    given.database().run(Settling::noteSettledThrough);

    assertThat(settledThrough()).isBefore(Instant.parse("2024-05-04T00:00:00Z"));
  }

  @Test
  void the_note_never_goes_back() {
    given.clockAt("2024-05-04T09:00:00Z");
    given.database().run(Settling::noteSettledThrough);
    Instant before = settledThrough();
    given.clockAt("2024-05-04T08:00:00Z");

    given.database().run(Settling::noteSettledThrough);

    assertThat(settledThrough()).isEqualTo(before);
  }

  @Test
  void a_late_period_behind_the_note_is_overdue_once() {
    given.clockAt("2024-05-06T09:00:00Z");
    given.settle(10);
    given.account("ada").used("1s", "2024-05-03T12:00:00Z");
    given.account("bea").used("1s", "2024-05-04T12:00:00Z").used("1s", "2024-05-04T13:00:00Z");

    assertThat(given.backlog()).isEqualTo(new Backlog(2, Duration.ofHours(57)));
  }

  private static Instant settledThrough() {
    return given.one("SELECT at FROM settled_through", Instant.class);
  }
}
