package dev.quartermaster.quota.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.quota.account.AccountChange;
import dev.quartermaster.quota.account.NewAccount;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.testing.Proof;
import dev.quartermaster.quota.testing.Seed;
import dev.quartermaster.quota.testing.World;
import dev.quartermaster.quota.testing.WorldAccount;
import dev.quartermaster.quota.usage.Why;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BulkRescheduleTest {

  private static final List<String> PLANS = List.of("free", "free", "free", "week", "month");
  private static final List<String> ZONES =
      List.of("UTC", "UTC", "UTC", "Europe/Berlin", "America/New_York");

  private static World given;
  private static Bulk bulk;

  @BeforeAll
  static void open() {
    given = World.of(BulkRescheduleTest.class);
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

  private static Act over(String from, String over) {
    return new Act.Reschedule(Optional.of(Instant.parse(from)), Duration.parse(over));
  }

  @Test
  void next_resets_are_spread_evenly_over_the_window() {
    List<WorldAccount> accounts =
        IntStream.range(0, 4).mapToObj(i -> given.account("user-" + i).used("120s")).toList();

    Operation done = bulk.run(over("2024-05-03T12:00:00Z", "PT4H"), new Chosen.All());

    assertThat(done.changed()).contains(4L);
    assertThat(accounts)
        .extracting(account -> account.view().nextReset().toString())
        .containsExactly(
            "2024-05-03T12:00:00Z",
            "2024-05-03T13:00:00Z",
            "2024-05-03T14:00:00Z",
            "2024-05-03T15:00:00Z");
    assertThat(done.window().orElseThrow().last(4))
        .isEqualTo(Instant.parse("2024-05-03T15:00:00Z"));
    assertThat(accounts.get(0).view().usage().used()).isEqualTo(World.cpu("120s"));
    given.clockAt("2024-05-03T12:00:00Z");
    assertThat(accounts.get(0).view().nextReset()).isEqualTo(Instant.parse("2024-05-04T12:00:00Z"));
  }

  private static List<String> why(WorldAccount account) {
    return given
        .database()
        .transaction(
            handle ->
                Why.of(handle, account.id(), account.view().periodStart()).stream()
                    .map(reason -> reason.what() + reason.detail().map(": "::concat).orElse(""))
                    .toList());
  }

  @Test
  void an_account_tells_why_its_reset_is_at_another_time() {
    List<WorldAccount> accounts =
        IntStream.range(0, 7).mapToObj(i -> given.account("user-" + i)).toList();
    WorldAccount other = given.account("other");

    bulk.run(over("2024-05-03T12:00:00Z", "PT1H"), new Chosen.All());
    other.nextReset("2024-05-03T12:31:00Z");
    bulk.run(over("2024-05-03T12:00:00Z", "PT2H"), new Chosen.Overdue());

    assertThat(accounts)
        .allSatisfy(one -> assertThat(why(one)).contains("rescheduled: the outage"));
    assertThat(why(other)).noneMatch(reason -> reason.startsWith("rescheduled"));
    given.clockAt("2024-05-03T13:00:00Z");
    assertThat(why(accounts.get(3))).contains("rescheduled: the outage");
    given.clockAt("2024-05-04T13:00:00Z");
    assertThat(why(accounts.get(3))).isEmpty();
  }

  @Test
  void a_gap_in_the_numbers_of_accounts_leaves_none_in_the_window() {
    List<WorldAccount> accounts =
        List.of("ada", "bob", "eve", "kim").stream().map(given::account).toList();
    given.database().run(handle -> handle.execute("DELETE FROM account WHERE username = 'bob'"));

    bulk.run(over("2024-05-03T12:00:00Z", "PT3H"), new Chosen.All());

    assertThat(List.of(accounts.get(0), accounts.get(2), accounts.get(3)))
        .extracting(account -> account.view().nextReset().toString())
        .containsExactly("2024-05-03T12:00:00Z", "2024-05-03T13:00:00Z", "2024-05-03T14:00:00Z");
  }

  @Test
  void a_reset_that_comes_before_the_new_time_is_kept_as_one_more() {
    WorldAccount ada = given.account("ada").used("120s");

    bulk.run(over("2024-05-04T03:00:00Z", "PT1H"), new Chosen.All());

    assertThat(ada.view().nextReset()).isEqualTo(Instant.parse("2024-05-04T00:00:00Z"));
    given.clockAt("2024-05-04T01:00:00Z");
    assertThat(ada.view().nextReset()).isEqualTo(Instant.parse("2024-05-04T03:00:00Z"));
    given.clockAt("2024-05-04T03:00:00Z");
    assertThat(ada.view().nextReset()).isEqualTo(Instant.parse("2024-05-05T03:00:00Z"));
  }

  @Test
  void one_that_goes_on_after_its_window_keeps_the_spread_and_shows_no_time_in_the_past() {
    WorldAccount ada = given.account("ada").used("120s");
    Operation operation = bulk.begin(over("2024-05-03T12:00:00Z", "PT1H"), new Chosen.All());

    given.clockAt("2024-05-03T15:00:00Z");
    bulk.finish(operation);

    assertThat(ada.view().nextReset()).isEqualTo(Instant.parse("2024-05-04T00:00:00Z"));
    given.clockAt("2024-05-04T01:00:00Z");
    assertThat(ada.view().nextReset()).isEqualTo(Instant.parse("2024-05-04T12:00:00Z"));
  }

  /** {@code -Dtest.args=-Dreschedule.seed=N} gives the same accounts and times again. */
  @Test
  void each_account_is_moved_as_a_change_of_its_own_would_move_it() {
    long seed = Seed.of("reschedule.seed");
    SplittableRandom random = new SplittableRandom(seed);
    given.plan("week", "100s", "P7D");
    given.plan("month", "100s", "P1M");
    List<WorldAccount> accounts = IntStream.range(0, 60).mapToObj(i -> account(i, random)).toList();
    given.clockForward(Duration.ofMinutes(random.nextLong(2000)));
    Instant from = given.now().plusSeconds(60 * (1 + random.nextLong(2000)));
    Duration over = Duration.ofMinutes(1 + random.nextLong(3000));
    Operation.Window window = new Operation.Window(from, over);

    List<String> one = given.database().transaction(handle -> oneByOne(handle, accounts, window));
    bulk.run(new Act.Reschedule(Optional.of(from), over), new Chosen.All());

    assertThat(given.database().transaction(BulkRescheduleTest::tables))
        .as("seed %d", seed)
        .isEqualTo(one);
    assertThat(given.database().transaction(Proof::wrongBounds)).as("seed %d", seed).isEmpty();
    assertThat(given.database().transaction(Proof::overlaps)).as("seed %d", seed).isEmpty();
  }

  private static WorldAccount account(int i, SplittableRandom random) {
    Instant reset = given.now().plusSeconds(random.nextLong(200_000));
    WorldAccount account =
        given.account(
            new NewAccount(
                Username.of("user-" + i),
                PLANS.get(random.nextInt(PLANS.size())),
                Optional.empty(),
                Optional.of(reset),
                ZoneId.of(ZONES.get(random.nextInt(ZONES.size())))));
    if (random.nextBoolean()) {
      account.used(random.nextInt(200) + "s");
    }
    switch (random.nextInt(5)) {
      case 0 -> account.nextReset(given.now().plusSeconds(random.nextLong(200_000)).toString());
      case 1 -> account.inZone(ZONES.get(random.nextInt(ZONES.size())));
      case 2 -> account.reset();
      default -> {}
    }
    return account;
  }

  /** What changes of their own come to; they are taken back. */
  private static List<String> oneByOne(
      Handle handle, List<WorldAccount> accounts, Operation.Window window) {
    List<Long> ids =
        handle.createQuery("SELECT id FROM account ORDER BY id").mapTo(Long.class).list();
    handle.savepoint("before");
    long micros = window.over().dividedBy(Duration.ofNanos(1000));
    for (int i = 0; i < ids.size(); i++) {
      Instant at =
          window
              .from()
              .plus(Duration.ofNanos(1000 * Math.round((double) micros * i / accounts.size())));
      new AccountChange(Optional.empty(), Optional.empty(), Optional.of(at), Optional.empty())
          .apply(handle, ids.get(i));
    }
    List<String> tables = tables(handle);
    handle.rollbackToSavepoint("before");
    return tables;
  }

  private static List<String> tables(Handle handle) {
    List<String> rows = new ArrayList<>();
    for (String query :
        List.of(
            "SELECT format('%s anchor %s from %s', id, anchor, rule_from) FROM account ORDER BY id",
            "SELECT p::text FROM past_rule p ORDER BY account_id, held_from",
            "SELECT format('%s %s %s', account_id, period_start, period_end) FROM usage_period ORDER BY 1",
            "SELECT format('%s %s %s', account_id, period_start, until) FROM tarpit ORDER BY 1")) {
      rows.addAll(handle.createQuery(query).mapTo(String.class).list());
    }
    return rows;
  }
}
