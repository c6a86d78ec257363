package dev.quartermaster.quota.bulk;

import static dev.quartermaster.quota.testing.World.cpu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.testing.Proof;
import dev.quartermaster.quota.testing.World;
import dev.quartermaster.quota.testing.WorldAccount;
import dev.quartermaster.quota.testing.WorldAccount.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BulkResetTest {

  private static final Act RESET = new Act.Reset();

  private static World given;
  private static Bulk bulk;

  @BeforeAll
  static void open() {
    given = World.of(BulkResetTest.class);
    bulk = new Bulk(given);
  }

  @AfterAll
  static void close() {
    given.close();
  }

  @BeforeEach
  void empty() {
    given.emptyAt("2024-05-03T09:00:00Z");
  }

  @AfterEach
  void the_ledger_adds_up() {
    assertThat(given.database().transaction(Proof::unequalSums)).isEmpty();
    assertThat(given.database().transaction(Proof::overlaps)).isEmpty();
    assertThat(given.database().transaction(Proof::wrongBounds)).isEmpty();
    assertThat(given.database().transaction(Proof::unevenEvents)).isEmpty();
  }

  private static List<WorldAccount> many(int accounts) {
    return IntStream.range(0, accounts)
        .mapToObj(i -> given.account("user-" + i).used("120s"))
        .toList();
  }

  @Test
  void a_reset_of_all_gives_everyone_a_fresh_allowance_and_keeps_their_boundaries() {
    WorldAccount ada = given.account("ada").used("120s");
    WorldAccount bob = given.account("bob").used("1s");
    given.account("eve");
    given.clockAt("2024-05-03T10:00:00Z");

    Operation done = bulk.run(RESET, new Chosen.All());

    assertThat(done.matched()).isEqualTo(3);
    assertThat(done.changed()).contains(2L);
    assertThat(ada.view().usage().used()).isEqualTo(CpuTime.ZERO);
    assertThat(ada.view().nextReset()).isEqualTo(Instant.parse("2024-05-04T00:00:00Z"));
    assertThat(ada.tarpit()).isEmpty();
    assertThat(ada.events()).containsExactly("tarpit-entered", "reset", "tarpit-left");
    assertThat(bob.rows()).extracting(Row::state).containsExactly("reset");
    assertThat(bob.used("2s").view().usage().used()).isEqualTo(cpu("2s"));
  }

  @Test
  void only_who_is_on_the_plan_or_in_the_tarpit_or_named_is_reset() {
    given.plan("pro", "1000s", "P1D");
    WorldAccount ada = given.account("ada").onPlan("pro").used("120s");
    WorldAccount bob = given.account("bob").used("120s");
    WorldAccount eve = given.account("eve").used("1s");
    given.clockAt("2024-05-03T10:00:00Z");

    assertThat(bulk.run(RESET, new Chosen.OnPlan("pro")).changed()).contains(1L);
    assertThat(ada.view().usage().used()).isEqualTo(CpuTime.ZERO);
    assertThat(bulk.run(RESET, new Chosen.InTarpit()).changed()).contains(1L);
    assertThat(bob.view().inTarpit()).isFalse();
    assertThat(eve.view().usage().used()).isEqualTo(cpu("1s"));
    assertThat(bulk.run(RESET, new Chosen.Named(List.of(eve.id()))).changed()).contains(1L);
    assertThat(eve.view().usage().used()).isEqualTo(CpuTime.ZERO);
  }

  @Test
  void who_is_overdue_is_settled_as_at_the_boundary_and_released() {
    WorldAccount ada = given.account("ada").used("120s");
    WorldAccount bob = given.account("bob").used("1s");
    given.clockAt("2024-05-04T09:00:00Z");
    ada.used("3s");
    given.account("eve").used("5s");
    given.clockAt("2024-05-04T09:30:00Z");

    Operation done = bulk.run(RESET, new Chosen.Overdue());

    assertThat(done.matched()).isEqualTo(2);
    assertThat(done.changed()).contains(2L);
    assertThat(ada.rows()).extracting(Row::state).containsExactly("boundary", "reset");
    assertThat(bob.rows()).extracting(Row::state).containsExactly("boundary");
    assertThat(ada.events()).containsExactly("tarpit-entered", "reset", "tarpit-left");
    assertThat(given.backlog().periods()).isZero();
  }

  @Test
  void one_that_was_left_in_the_middle_is_gone_on_with_and_resets_nobody_twice() {
    List<WorldAccount> accounts = many(210);
    given.clockAt("2024-05-03T10:00:00Z");
    Operation left = bulk.begin(RESET, new Chosen.All());
    bulk.step(left);
    assertThat(given.count("forced_reset")).isEqualTo(200);
    WorldAccount first = accounts.get(0);
    assertThat(first.view().usage().used()).isEqualTo(CpuTime.ZERO);
    first.used("7s");
    given.clockAt("2024-05-03T11:00:00Z");

    Operation done = bulk.run(RESET, new Chosen.All());

    assertThat(done.id()).isEqualTo(left.id());
    assertThat(done.changed()).contains(210L);
    assertThat(first.view().usage().used()).isEqualTo(cpu("7s"));
    assertThat(given.count("forced_reset")).isEqualTo(210);
    assertThat(given.count("bulk_portion")).isZero();
  }

  private static Standing standing(Operation operation) {
    return given.database().transaction(handle -> Standing.of(handle, operation));
  }

  @Test
  void what_one_that_was_left_is_to_others_depends_on_how_long_nobody_worked_on_it() {
    many(210);
    given.clockAt("2024-05-03T10:00:00Z");
    Operation left = bulk.begin(RESET, new Chosen.All());
    bulk.step(left);
    assertThat(standing(left)).isEqualTo(Standing.AT_WORK);

    given.clockForward(Standing.A_MOMENT.plusSeconds(1));
    assertThat(standing(left)).isEqualTo(Standing.LEFT);

    given.clockForward(Standing.LONG_AGO);
    assertThat(standing(left)).isEqualTo(Standing.FORGOTTEN);
    given.clockAt("2024-05-02T10:00:00Z");
    assertThat(standing(left)).as("the clock was set back").isEqualTo(Standing.LEFT);
    given.clockAt("2024-05-03T11:02:00Z");

    while (bulk.step(left).isPresent()) {
      // All but its end.
    }
    assertThat(standing(left)).isEqualTo(Standing.AT_WORK);
    given.clockForward(Duration.ofSeconds(6));
    assertThat(standing(left)).isEqualTo(Standing.DONE);
  }

  @Test
  void a_move_to_times_that_are_past_is_not_gone_on_with() {
    many(210);
    Operation left =
        bulk.begin(new Act.Reschedule(Optional.empty(), Duration.ofMinutes(2)), new Chosen.All());
    bulk.step(left);

    given.clockForward(Duration.ofMinutes(2));
    assertThat(standing(left)).isEqualTo(Standing.LEFT);
    given.clockForward(Duration.ofMinutes(2));
    assertThat(standing(left)).isEqualTo(Standing.FORGOTTEN);
  }

  @Test
  void nothing_more_is_done_of_one_that_was_given_up() {
    many(210);
    given.clockAt("2024-05-03T10:00:00Z");
    Operation left = bulk.begin(RESET, new Chosen.All());
    bulk.step(left);

    given.database().run(handle -> Operations.abandon(handle, left.id()));

    assertThat(bulk.step(left)).isEmpty();
    assertThat(given.count("forced_reset")).isEqualTo(200);
    assertThat(bulk.run(RESET, new Chosen.All()).changed()).contains(10L);
  }

  @Test
  void whoever_was_stopped_with_a_portion_in_hand_does_not_go_on_with_what_was_given_up() {
    many(210);
    given.clockAt("2024-05-03T10:00:00Z");
    Operation left = bulk.begin(RESET, new Chosen.All());
    try (Handle stopped = Jdbi.create(given.database().dataSource()).open()) {
      stopped.begin();
      stopped.execute("SELECT FROM bulk_portion FOR UPDATE");
      given.database().run(handle -> Operations.abandon(handle, left.id()));
      stopped.rollback();
    }
    assertThat(given.count("bulk_portion WHERE done_at IS NULL")).isPositive();

    assertThat(bulk.step(left)).isEmpty();
    assertThat(given.count("forced_reset")).isZero();
  }

  @Test
  void an_account_counts_once_though_two_of_its_periods_end() {
    WorldAccount ada = given.account("ada").used("120s");
    given.account("bob").used("120s");
    given.account("eve").used("1s");
    given.clockAt("2024-05-04T09:00:00Z");
    ada.used("3s");
    given.clockAt("2024-05-04T09:30:00Z");

    Operation done = bulk.run(RESET, new Chosen.All());

    assertThat(done.matched()).isEqualTo(3);
    assertThat(done.changed()).contains(2L);
    assertThat(given.count("tarpit")).isZero();
  }

  @Test
  void a_period_that_ends_before_its_turn_comes_is_not_reset() {
    WorldAccount ada = given.account("ada").used("120s");
    Operation operation = bulk.begin(RESET, new Chosen.All());

    given.clockAt("2024-05-04T00:00:01Z");
    bulk.finish(operation);

    assertThat(ada.rows()).extracting(Row::state).containsExactly("boundary");
    assertThat(given.count("forced_reset")).isZero();
  }

  @Test
  void a_preview_says_what_would_be_done_and_does_nothing() {
    many(3);
    given.account("eve");
    given.clockAt("2024-05-03T10:00:00Z");

    Preview preview =
        given.database().transaction(handle -> Preview.ofReset(handle, new Chosen.All()));

    assertThat(preview).isEqualTo(new Preview(4, 3));
    assertThat(given.count("usage_period WHERE settled_at IS NOT NULL")).isZero();
  }

  @Test
  void a_period_that_began_weeks_ago_is_reset_too() {
    given.plan("month", "100s", "P1M");
    WorldAccount ada = given.account("ada").onPlan("month").used("120s");
    given.account("bob").used("1s");
    given.clockAt("2024-05-20T10:00:00Z");
    ada.used("1s");

    Operation done = bulk.run(RESET, new Chosen.All());

    assertThat(done.changed()).contains(1L);
    assertThat(ada.view().usage().used()).isEqualTo(CpuTime.ZERO);
    assertThat(ada.tarpit()).isEmpty();
  }

  @Test
  void who_was_to_be_released_is_told_so() {
    WorldAccount ada = given.account("ada").used("120s");
    given.clockAt("2024-05-04T10:00:00Z");

    bulk.run(RESET, new Chosen.All());

    assertThat(ada.tarpit()).isEmpty();
    assertThat(ada.events()).containsExactly("tarpit-entered", "tarpit-left");
    assertThat(ada.rows()).extracting(Row::state).containsExactly("boundary");
  }

  @Test
  void a_batch_that_somebody_came_before_does_nothing_and_can_be_done_again() {
    WorldAccount ada = given.account("ada").used("120s");
    given.clockAt("2024-05-03T10:00:00Z");
    Operation operation = bulk.begin(RESET, new Chosen.All());
    given
        .database()
        .run(
            handle ->
                handle.execute(
                    """
                    CREATE FUNCTION somebody_was_here() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
                    CREATE TRIGGER somebody_was_here BEFORE UPDATE ON usage_period
                      FOR EACH ROW EXECUTE FUNCTION somebody_was_here()
                    """));

    assertThatThrownBy(() -> bulk.step(operation)).isInstanceOf(Overtaken.class);
    given.database().run(handle -> handle.execute("DROP FUNCTION somebody_was_here CASCADE"));

    assertThat(ada.view().usage().used()).isEqualTo(cpu("120s"));
    assertThat(bulk.finish(operation).changed()).contains(1L);
    assertThat(ada.view().usage().used()).isEqualTo(CpuTime.ZERO);
  }
}
