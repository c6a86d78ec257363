package dev.quartermaster.quota.expiry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.quota.account.AccountView;
import dev.quartermaster.quota.testing.World;
import dev.quartermaster.quota.testing.WorldAccount;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExpiryTest {

  private static final ExpiryRule RULE =
      new ExpiryRule("free", Duration.ofDays(90), Duration.ofDays(7));

  private static World given;
  private WorldAccount ada;

  @BeforeAll
  static void open() {
    given = World.of(ExpiryTest.class);
  }

  @AfterAll
  static void close() {
    given.close();
  }

  @BeforeEach
  void an_account_that_was_used_once() {
    given.emptyAt("2024-01-01T09:00:00Z");
    ada = given.account("ada").used("1s");
  }

  @Test
  void an_account_is_warned_first_and_expires_later() {
    given.clockAt("2024-03-31T23:00:00Z");
    assertThat(work()).isZero();
    given.clockAt("2024-04-02T00:00:00Z");
    assertThat(work()).isEqualTo(1);
    assertThat(work()).isZero();
    assertThat(ada.view().expiry()).contains(new AccountView.Expiry(given.now(), Optional.empty()));
    given.clockAt("2024-04-08T23:59:59Z");
    assertThat(work()).isZero();
    given.clockAt("2024-04-09T00:00:00Z");
    assertThat(work()).isEqualTo(1);

    assertThat(ada.view().expiry())
        .contains(
            new AccountView.Expiry(
                Instant.parse("2024-04-02T00:00:00Z"), Optional.of(given.now())));
    assertThat(ada.events()).containsExactly("expiry-warning", "expired");
    assertThat(detail("expiry-warning"))
        .isEqualTo("not used since 2024-01-02, expires on 2024-04-09");
    assertThat(work()).isZero();
  }

  @Test
  void an_account_that_was_never_used_counts_from_its_registration_on() {
    given.clockAt("2024-02-01T00:00:00Z");
    WorldAccount bea = given.account("bea");
    given.clockAt("2024-04-20T00:00:00Z");
    work();
    assertThat(bea.events()).isEmpty();
    given.clockAt("2024-05-02T00:00:00Z");

    work();

    assertThat(bea.events()).containsExactly("expiry-warning");
  }

  @Test
  void use_after_the_warning_withdraws_it_even_use_that_is_only_metered() {
    given.clockAt("2024-04-02T00:00:00Z");
    work();
    given.clockAt("2024-04-05T00:00:00Z");
    ada.used("1s", "web-app", "2024-04-05T00:00:00Z");

    assertThat(work()).isEqualTo(1);

    assertThat(ada.view().expiry()).isEmpty();
    assertThat(ada.events()).containsExactly("expiry-warning", "expiry-withdrawn");
    given.clockAt("2024-04-20T00:00:00Z");
    assertThat(work()).isZero();
  }

  @Test
  void use_after_it_has_expired_takes_it_back_too() {
    given.clockAt("2024-04-02T00:00:00Z");
    work();
    given.clockAt("2024-04-09T00:00:00Z");
    work();
    ada.used("1s");

    assertThat(work()).isEqualTo(1);

    assertThat(ada.view().expiry()).isEmpty();
    assertThat(ada.events()).containsExactly("expiry-warning", "expired", "expiry-withdrawn");
  }

  @Test
  void an_account_that_moves_to_another_plan_is_taken_back() {
    given.plan("paid", "500s", "P1D");
    given.clockAt("2024-04-02T00:00:00Z");
    work();
    ada.onPlan("paid");

    assertThat(work()).isEqualTo(1);

    assertThat(ada.view().expiry()).isEmpty();
  }

  @Test
  void accounts_of_other_plans_and_those_about_to_leave_this_one_are_let_be() {
    given.plan("paid", "500s", "P1D");
    ada.onPlanFrom("paid", "2025-01-01T00:00:00Z");
    given.account("bea").onPlan("paid");
    given.clockAt("2024-06-01T00:00:00Z");

    assertThat(work()).isZero();
  }

  @Test
  void what_happened_before_the_oldest_month_that_is_kept_is_not_held_against_anyone() {
    given.account("bea");
    given.clockAt("2024-06-15T09:00:00Z");
    given.account("cy").used("1s");
    given
        .database()
        .run(
            handle -> {
              handle.execute("DROP TABLE usage_period_202401");
              handle.execute("UPDATE account SET created_at = '2020-01-01'");
            });

    assertThat(work()).isZero();
    given.clockAt("2024-09-15T09:00:00Z");

    assertThat(work()).isPositive();
  }

  @Test
  void a_warning_that_nobody_acts_on_breaks_the_guarantee() {
    given.clockAt("2024-04-02T00:00:00Z");
    work();
    given.clockAt("2024-04-10T00:00:00Z");
    assertThat(given.one(Expiry.overdue(RULE), Long.class)).isZero();
    given.clockAt("2024-04-12T00:00:00Z");

    assertThat(given.one(Expiry.overdue(RULE), Long.class)).isEqualTo(1);
  }

  private static long work() {
    return given
        .database()
        .transaction(
            handle -> Expiry.work(handle, RULE, new Expiry.Range(0, Long.MAX_VALUE, List.of())));
  }

  private static String detail(String kind) {
    return given.one("SELECT detail FROM event WHERE kind = '" + kind + "'", String.class);
  }
}
