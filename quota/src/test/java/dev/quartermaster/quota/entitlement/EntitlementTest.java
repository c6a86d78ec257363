package dev.quartermaster.quota.entitlement;

import static dev.quartermaster.quota.testing.World.cpu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quartermaster.quota.account.AccountChange;
import dev.quartermaster.quota.account.AccountView.Waiting;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.period.Settling;
import dev.quartermaster.quota.testing.Proof;
import dev.quartermaster.quota.testing.World;
import dev.quartermaster.quota.testing.WorldAccount;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EntitlementTest {

  private static World given;

  @BeforeAll
  static void open() {
    given = World.of(EntitlementTest.class);
  }

  @AfterAll
  static void close() {
    given.close();
  }

  @BeforeEach
  void empty() {
    given.emptyAt("2024-05-03T09:00:00Z");
  }

  private static void grant(WorldAccount account, String extra, String until) {
    Grant grant = new Grant(cpu(extra), Instant.parse(until), "the night of the outage");
    given.database().run(handle -> grant.give(handle, account.id()));
  }

  private static void atBoundary(
      WorldAccount account, Optional<String> plan, Optional<Optional<CpuTime>> allowance) {
    AccountChange change = new AccountChange(plan, allowance, Optional.empty(), Optional.empty());
    given.database().run(handle -> change.applyAtBoundary(handle, account.id()));
  }

  private static long settleFelt() {
    return Settling.FELT.stream()
        .mapToLong(
            phase ->
                given.database().transaction(handle -> Settling.settleFirst(handle, phase, 10)))
        .sum();
  }

  private static void assertProved() {
    given.settle(10);
    assertThat(given.database().transaction(Proof::wrongTarpit)).isEmpty();
    assertThat(given.database().transaction(Proof::unevenEvents)).isEmpty();
  }

  @Test
  void a_grant_releases_at_once_and_counts_until_its_end_whatever_runs() {
    WorldAccount ada = given.account("ada").used("120s");

    grant(ada, "50s", "2024-05-03T12:00:00Z");

    assertThat(ada.view().usage().allowance()).isEqualTo(cpu("150s"));
    assertThat(ada.view().inTarpit()).isFalse();
    assertThat(ada.events()).containsExactly("tarpit-entered", "granted", "tarpit-left");
    given.clockAt("2024-05-03T12:00:00Z");
    assertThat(ada.view().usage().allowance()).isEqualTo(cpu("100s"));
    assertThat(ada.view().inTarpit()).isTrue();
    assertProved();
    assertThat(ada.tarpit()).hasSize(1);
    assertThat(given.count("allowance_grant WHERE ended_at IS NULL")).isZero();
  }

  @Test
  void a_grant_counts_in_each_period_that_it_reaches_and_grants_add_up() {
    WorldAccount ada = given.account("ada").used("120s");
    grant(ada, "50s", "2024-05-06T00:00:00Z");
    grant(ada, "30s", "2024-05-04T12:00:00Z");

    assertThat(ada.view().usage().allowance()).isEqualTo(cpu("180s"));
    given.clockAt("2024-05-04T10:00:00Z");
    ada.used("170s");
    assertThat(ada.view().usage().allowance()).isEqualTo(cpu("180s"));
    assertThat(ada.tarpit()).isEmpty();
    given.clockAt("2024-05-05T10:00:00Z");
    ada.used("150.5s");

    assertThat(ada.view().inTarpit()).isTrue();
    assertProved();
  }

  @Test
  void a_grant_that_has_ended_already_is_refused() {
    WorldAccount ada = given.account("ada");

    assertThatThrownBy(() -> grant(ada, "50s", "2024-05-03T09:00:00Z"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("which has passed");
    assertThatThrownBy(() -> grant(ada, "0s", "2024-05-03T10:00:00Z"))
        .hasMessageContaining("more than 0");
    assertThat(given.count("allowance_grant")).isZero();
  }

  @Test
  void a_change_at_the_boundary_waits_for_it_and_then_counts_before_any_job_has_run() {
    given.plan("pro", "2000s", "P1D");
    WorldAccount ada = given.account("ada").used("120s");

    atBoundary(ada, Optional.of("pro"), Optional.empty());

    assertThat(ada.view().plan()).isEqualTo("free");
    assertThat(ada.view().inTarpit()).isTrue();
    assertThat(ada.view().waiting())
        .contains(new Waiting(Instant.parse("2024-05-04T00:00:00Z"), "pro", cpu("2000s")));
    given.clockAt("2024-05-04T00:00:00Z");
    ada.used("500s");
    assertThat(ada.view().plan()).isEqualTo("pro");
    assertThat(ada.view().inTarpit()).isFalse();
    assertThat(ada.view().waiting()).isEmpty();
    assertProved();
    assertThat(given.count("account WHERE plan = 'pro' AND pending_plan IS NULL")).isEqualTo(1);
  }

  @Test
  void an_allowance_of_its_own_can_wait_too_beside_a_plan_that_waits() {
    given.plan("pro", "2000s", "P1D");
    WorldAccount ada = given.account("ada").mayUse("300s");
    atBoundary(ada, Optional.empty(), Optional.of(Optional.of(cpu("400s"))));
    atBoundary(ada, Optional.of("pro"), Optional.empty());

    given.clockAt("2024-05-04T00:00:00Z");
    assertThat(ada.view().usage().allowance()).isEqualTo(cpu("400s"));
    assertThat(ada.view().plan()).isEqualTo("pro");
    atBoundary(ada, Optional.empty(), Optional.of(Optional.empty()));
    assertThat(ada.view().usage().allowance()).isEqualTo(cpu("400s"));
    given.clockAt("2024-05-05T00:00:00Z");

    assertThat(ada.view().usage().allowance()).isEqualTo(cpu("2000s"));
    assertProved();
  }

  @Test
  void a_plan_with_longer_periods_begins_them_at_the_boundary_that_it_waited_for() {
    given.plan("week", "500s", "P7D");
    WorldAccount ada = given.account("ada").used("10s");

    atBoundary(ada, Optional.of("week"), Optional.empty());

    assertThat(ada.view().nextReset()).isEqualTo(Instant.parse("2024-05-04T00:00:00Z"));
    given.clockAt("2024-05-04T00:00:00Z");
    ada.used("20s");
    assertThat(ada.view().nextReset()).isEqualTo(Instant.parse("2024-05-11T00:00:00Z"));
    assertThat(ada.view().usage().used()).isEqualTo(cpu("20s"));
    ada.onPlan("free");
    assertThat(ada.view().nextReset()).isEqualTo(Instant.parse("2024-05-05T00:00:00Z"));
    assertThat(given.database().transaction(Proof::wrongBounds)).isEmpty();
    assertProved();
  }

  @Test
  void a_change_now_takes_the_place_of_one_that_waits() {
    given.plan("pro", "2000s", "P1D");
    WorldAccount ada = given.account("ada");
    atBoundary(ada, Optional.of("pro"), Optional.of(Optional.of(cpu("700s"))));

    ada.onPlan("free");

    given.clockAt("2024-05-04T00:00:00Z");
    assertThat(ada.view().plan()).isEqualTo("free");
    assertThat(ada.view().usage().allowance()).isEqualTo(cpu("100s"));
  }

  @Test
  void a_new_reset_time_does_not_wait_for_a_boundary() {
    WorldAccount ada = given.account("ada");
    AccountChange change =
        new AccountChange(
            Optional.empty(),
            Optional.empty(),
            Optional.of(Instant.parse("2024-05-03T12:00:00Z")),
            Optional.empty());

    assertThatThrownBy(
            () -> given.database().run(handle -> change.applyAtBoundary(handle, ada.id())))
        .hasMessageContaining("takes effect at a coming boundary by itself");
  }

  @Test
  void what_time_has_made_true_is_settled_for_listeners_without_the_job() {
    WorldAccount ada = given.account("ada").used("120s");
    WorldAccount bob = given.account("bob").used("130s");
    grant(bob, "50s", "2024-05-03T12:00:00Z");

    given.clockAt("2024-05-03T12:00:00Z");
    settleFelt();
    assertThat(bob.events())
        .containsExactly(
            "tarpit-entered", "granted", "tarpit-left", "grant-ended", "tarpit-entered");
    given.clockAt("2024-05-04T00:00:00Z");
    long settled = settleFelt();

    assertThat(settled).isEqualTo(2);
    assertThat(ada.tarpit()).isEmpty();
    assertThat(ada.events()).containsExactly("tarpit-entered", "tarpit-left");
    assertProved();
  }
}
