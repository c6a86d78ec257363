package dev.quartermaster.quota.together;

import static dev.quartermaster.quota.testing.World.cpu;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.quota.account.AccountChange;
import dev.quartermaster.quota.account.NewAccount;
import dev.quartermaster.quota.account.Plan;
import dev.quartermaster.quota.account.Plans;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.ChargeOutcome;
import dev.quartermaster.quota.charge.UsageReport;
import dev.quartermaster.quota.feed.FeedCursor;
import dev.quartermaster.quota.period.PeriodLength;
import dev.quartermaster.quota.period.SettleSlice;
import dev.quartermaster.quota.period.SettleSlice.Mark;
import dev.quartermaster.quota.period.SettleSlice.Phase;
import dev.quartermaster.quota.reset.ForcedReset;
import dev.quartermaster.quota.testing.World;
import dev.quartermaster.quota.testing.WorldAccount;
import dev.quartermaster.quota.testing.WorldAccount.Row;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two at a time, the second made to wait in the middle. */
class RacesTest {

  private static final Instant OLD = Instant.parse("2024-05-03T08:00:00Z");

  private static World given;

  @BeforeAll
  static void open() {
    given = World.of(RacesTest.class);
  }

  @AfterAll
  static void close() {
    given.close();
  }

  @BeforeEach
  void empty() {
    given.emptyAt("2024-05-06T09:00:00Z");
  }

  @Test
  void a_late_period_that_is_queued_while_its_slice_is_settled_stays_queued() {
    WorldAccount bea = given.account("bea").used("1s", OLD.toString());
    WorldAccount ada = given.account("ada");
    SettleSlice late = everything(Phase.LATE);

    CompletableFuture<Long> settling =
        given
            .database()
            .transaction(
                handle -> {
                  lock(handle, bea);
                  CompletableFuture<Long> waits = given.meanwhile(() -> given.settle(late));
                  ada.used("2s", OLD.toString());
                  return waits;
                });

    assertThat(settling.join()).isEqualTo(1);
    assertThat(given.count("late_period")).isEqualTo(1);
    given.clockAt("2024-05-07T09:00:00Z");
    given.settle(10);
    assertThat(ada.rows()).extracting(Row::state).containsExactly("boundary");
  }

  @Test
  void a_charge_that_waits_for_a_reset_goes_to_the_period_that_the_reset_began() {
    WorldAccount ada = given.account("ada").used("120s");
    given.clockAt("2024-05-06T10:00:00Z");
    long id = ada.id();

    CompletableFuture<WorldAccount> charging =
        given
            .database()
            .transaction(
                handle -> {
                  ForcedReset.reset(handle, List.of(id), null);
                  return given.meanwhile(() -> ada.used("3s"));
                });
    charging.join();

    assertThat(ada.rows()).extracting(Row::charged).containsExactly(cpu("120s"), cpu("3s"));
    assertThat(ada.view().usage().used()).isEqualTo(cpu("3s"));
  }

  @Test
  void a_reset_that_waits_for_a_charge_ends_that_period() {
    WorldAccount ada = given.account("ada").used("120s");
    given.clockAt("2024-05-06T10:00:00Z");

    CompletableFuture<ForcedReset.Outcome> resetting =
        given
            .database()
            .transaction(
                handle -> {
                  lock(handle, ada);
                  return given.meanwhile(ada::reset);
                });

    assertThat(resetting.join().reset()).containsExactly(ada.id());
    assertThat(ada.view().inTarpit()).isFalse();
  }

  @Test
  void the_first_charge_of_a_period_that_waits_for_a_smaller_plan_has_the_smaller_allowance() {
    WorldAccount ada = given.account("ada").used("0s", OLD.toString());

    CompletableFuture<WorldAccount> charging =
        given
            .database()
            .transaction(
                handle -> {
                  Plans.set(handle, new Plan(Plan.FREE, cpu("10s"), PeriodLength.DAY));
                  return given.meanwhile(() -> ada.used("50s"));
                });
    charging.join();

    assertThat(ada.view().inTarpit()).isTrue();
    assertThat(ada.tarpit()).hasSize(1);
  }

  @Test
  void the_first_charge_of_a_period_that_waits_for_another_reset_time_goes_by_the_new_one() {
    WorldAccount ada = given.account("ada").used("0s", OLD.toString());
    long id = ada.id();
    AccountChange earlier =
        new AccountChange(
            Optional.empty(),
            Optional.empty(),
            Optional.of(Instant.parse("2024-05-06T12:00:00Z")),
            Optional.empty());

    CompletableFuture<WorldAccount> charging =
        given
            .database()
            .transaction(
                handle -> {
                  earlier.apply(handle, id);
                  return given.meanwhile(() -> ada.used("50s"));
                });
    charging.join();

    assertThat(ada.rows())
        .extracting(row -> row.span().end())
        .endsWith(Instant.parse("2024-05-06T12:00:00Z"));
  }

  @Test
  void a_report_that_two_send_at_once_is_charged_by_one_of_them() {
    WorldAccount ada = given.account("ada").used("1s");
    UsageReport report = given.report(given.record("ada", "console", "2s", given.now()));

    CompletableFuture<ChargeOutcome> both =
        given
            .database()
            .transaction(
                handle -> {
                  lock(handle, ada);
                  CompletableFuture<ChargeOutcome> one =
                      given.meanwhile(() -> given.charge(report));
                  CompletableFuture<ChargeOutcome> other =
                      given.meanwhile(() -> given.charge(report));
                  return one.thenCombine(other, RacesTest::together);
                });

    assertThat(both.join())
        .isEqualTo(new ChargeOutcome(1, 1, List.of(), cpu("2s"), FeedCursor.BEGINNING));
    assertThat(ada.view().usage().used()).isEqualTo(cpu("3s"));
  }

  @Test
  void charging_and_settling_lock_ledger_rows_in_the_same_order_whatever_the_length_of_periods() {
    given.plan("month", "100s", "P1M");
    NewAccount onMonths =
        new NewAccount(
            Username.of("mae"),
            "month",
            Optional.empty(),
            Optional.of(Instant.parse("2024-05-05T00:00:00Z")),
            ZoneOffset.UTC);
    // Began in April and ends later than a day of May: the older partition, the later end.
    WorldAccount mae = given.account(onMonths).used("1s", OLD.toString());
    WorldAccount ada = given.account("ada").used("1s", OLD.toString());
    UsageReport both =
        given.report(
            given.record("ada", "console", "1s", OLD), given.record("mae", "console", "1s", OLD));

    given
        .database()
        .transaction(
            handle -> {
              lock(handle, ada);
              CompletableFuture<ChargeOutcome> charging = given.meanwhile(() -> given.charge(both));
              assertThat(isLocked(mae)).isTrue();
              return charging;
            })
        .join();
    given
        .database()
        .transaction(
            handle -> {
              lock(handle, ada);
              CompletableFuture<Long> settling =
                  given.meanwhile(() -> given.settle(everything(Phase.PERIOD)));
              assertThat(isLocked(mae)).isTrue();
              return settling;
            })
        .join();
  }

  private static boolean isLocked(WorldAccount account) {
    return given
        .database()
        .transaction(
            handle ->
                handle
                    .createQuery(
                        "SELECT 1 FROM usage_period WHERE account_id = :id FOR UPDATE SKIP LOCKED")
                    .bind("id", account.id())
                    .mapTo(Integer.class)
                    .list()
                    .isEmpty());
  }

  private static ChargeOutcome together(ChargeOutcome a, ChargeOutcome b) {
    return new ChargeOutcome(
        a.accepted() + b.accepted(),
        a.duplicates() + b.duplicates(),
        List.of(),
        a.cpu().plus(b.cpu()),
        FeedCursor.BEGINNING);
  }

  private static SettleSlice everything(Phase phase) {
    return new SettleSlice(
        phase, Mark.FIRST, new Mark(Instant.parse("2024-05-06T00:00:00Z"), Long.MAX_VALUE));
  }

  private static void lock(Handle handle, WorldAccount account) {
    handle
        .createQuery("SELECT 1 FROM usage_period WHERE account_id = :id FOR UPDATE")
        .bind("id", account.id())
        .mapTo(Integer.class)
        .list();
  }
}
