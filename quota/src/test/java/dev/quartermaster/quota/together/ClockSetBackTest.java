package dev.quartermaster.quota.together;

import static dev.quartermaster.quota.testing.World.cpu;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.quota.testing.Proof;
import dev.quartermaster.quota.testing.World;
import dev.quartermaster.quota.testing.WorldAccount;
import dev.quartermaster.quota.testing.WorldAccount.Row;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The database's clock is set right, by seconds, just when a period has begun. */
class ClockSetBackTest {

  private static World given;

  @BeforeAll
  static void open() {
    given = World.of(ClockSetBackTest.class);
  }

  @AfterAll
  static void close() {
    given.close();
  }

  @BeforeEach
  void empty() {
    given.emptyAt("2024-05-04T00:00:01Z");
  }

  @Test
  void a_new_reset_time_leaves_a_period_that_began_by_the_clock_before() {
    WorldAccount ada = given.account("ada").used("1s");
    given.clockAt("2024-05-03T23:59:59Z");

    ada.nextReset("2024-05-04T12:00:00Z");
    given.clockAt("2024-05-04T00:00:02Z");
    ada.used("2s");

    assertThat(ada.view().usage().used()).isEqualTo(cpu("3s"));
    assertThat(ada.view().nextReset()).isEqualTo(Instant.parse("2024-05-04T12:00:00Z"));
    assertThat(given.database().transaction(Proof::wrongBounds)).isEmpty();
  }

  @Test
  void a_new_reset_time_before_such_a_period_begins_with_its_end() {
    WorldAccount ada = given.account("ada").used("1s");
    given.clockAt("2024-05-03T23:59:55Z");

    ada.nextReset("2024-05-03T23:59:58Z");
    given.clockAt("2024-05-04T00:00:02Z");
    ada.used("2s");

    assertThat(ada.view().usage().used()).isEqualTo(cpu("3s"));
    assertThat(given.database().transaction(Proof::wrongBounds)).isEmpty();
    assertThat(given.database().transaction(Proof::overlaps)).isEmpty();
  }

  @Test
  void an_allowance_that_changes_counts_for_a_period_that_began_by_the_clock_before() {
    given.plan("pro", "2000s", "P1D");
    WorldAccount ada = given.account("ada").used("1s");
    given.clockAt("2024-05-03T23:59:59Z");

    ada.onPlan("pro");
    given.clockAt("2024-05-04T00:00:02Z");
    ada.used("150s");

    assertThat(ada.tarpit()).isEmpty();
    assertThat(given.database().transaction(Proof::wrongTarpit)).isEmpty();
  }

  @Test
  void a_smaller_allowance_throttles_in_such_a_period_when_it_comes() {
    WorldAccount ada = given.account("ada").used("50s");
    given.clockAt("2024-05-03T23:59:59Z");

    ada.mayUse("10s");
    assertThat(ada.view().inTarpit()).isFalse();
    given.clockAt("2024-05-04T00:00:02Z");

    assertThat(ada.view().inTarpit()).isTrue();
    assertThat(given.database().transaction(Proof::wrongTarpit)).isEmpty();
  }

  @Test
  void a_period_whose_first_charge_came_by_the_clock_before_is_not_settled_before_its_end() {
    WorldAccount ada = given.account("ada").used("1s", "2024-05-03T20:00:00Z");
    given.clockAt("2024-05-03T23:59:59Z");

    given.settle(10);
    assertThat(ada.rows()).extracting(Row::state).containsExactly("open");
    given.clockAt("2024-05-04T00:00:02Z");
    given.settle(10);

    assertThat(ada.rows()).extracting(Row::state).containsExactly("boundary");
    assertThat(given.database().transaction(Proof::unsettled)).isEmpty();
  }
}
