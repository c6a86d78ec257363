package dev.quartermaster.quota.tarpit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.quota.feed.FeedCursor;
import dev.quartermaster.quota.tarpit.TarpitFeed.Change;
import dev.quartermaster.quota.testing.Proof;
import dev.quartermaster.quota.testing.World;
import dev.quartermaster.quota.testing.WorldAccount;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows and events of the tarpit are damaged by hand; the sweep brings them back to the truth. */
class SweepTest {

  private static World given;
  private WorldAccount ada;

  @BeforeAll
  static void open() {
    given = World.of(SweepTest.class);
  }

  @AfterAll
  static void close() {
    given.close();
  }

  @BeforeEach
  void two_accounts_one_of_them_over_its_allowance() {
    given.emptyAt("2024-05-03T09:00:00Z");
    ada = given.account("ada").used("120s");
    given.account("bea").used("20s");
  }

  @Test
  void where_nothing_has_drifted_nothing_is_done() {
    assertThat(sweep()).isZero();

    assertThat(ada.events()).containsExactly("tarpit-entered");
  }

  @Test
  void a_row_that_was_deleted_is_put_back_and_is_not_told_twice() {
    damage("DELETE FROM tarpit");
    assertThat(wrong()).isEqualTo(1);

    assertMended(Set.of("ada"));

    assertThat(ada.events()).containsExactly("tarpit-entered");
  }

  @Test
  void a_row_without_a_cause_is_taken_away_and_nobody_is_told_of_what_nobody_knew() {
    damage(
        "INSERT INTO tarpit SELECT id, '2024-05-03', qm_now(), '2024-05-04' FROM account WHERE username = 'bea'");
    assertThat(wrong()).isEqualTo(1);

    assertMended(Set.of("ada"));

    assertThat(given.count("event WHERE kind LIKE 'tarpit-%'")).isEqualTo(1);
  }

  @Test
  void a_row_of_a_period_that_is_none_is_taken_away() {
    damage("INSERT INTO tarpit SELECT id, '2024-05-03 03:00', qm_now(), '2024-06-01' FROM account");

    assertMended(Set.of("ada"));

    assertThat(given.count("tarpit")).isEqualTo(1);
  }

  @Test
  void a_row_that_ends_at_another_time_is_set_right() {
    damage("UPDATE tarpit SET until = until + interval '1 day'");

    assertMended(Set.of("ada"));

    assertThat(given.one("SELECT until::text FROM tarpit", String.class)).startsWith("2024-05-04");
    assertThat(ada.events()).containsExactly("tarpit-entered");
  }

  @Test
  void an_entry_that_was_never_told_is_told() {
    damage("DELETE FROM event");

    assertMended(Set.of("ada"));
  }

  @Test
  void a_release_that_was_never_told_is_told() {
    ada.mayUse("500s");
    damage("DELETE FROM event WHERE kind = 'tarpit-left'");
    assertThat(followed()).containsExactly("ada");

    assertMended(Set.of());

    assertThat(ada.events()).containsExactly("tarpit-entered", "tarpit-left");
  }

  @Test
  void a_release_from_a_period_that_is_over_is_told_when_it_was_not() {
    given.clockAt("2024-05-04T09:00:00Z");
    given.settle(10);
    damage("DELETE FROM event WHERE kind = 'tarpit-left'");

    assertMended(Set.of());

    assertThat(ada.events()).containsExactly("tarpit-entered", "tarpit-left");
  }

  @Test
  void a_release_that_settling_is_yet_to_tell_is_left_to_it() {
    given.clockAt("2024-05-04T09:00:00Z");

    assertThat(sweep()).isZero();

    assertThat(ada.events()).containsExactly("tarpit-entered");
  }

  @Test
  void an_account_that_is_in_again_and_whose_release_was_lost_is_told_both() {
    given.clockAt("2024-05-04T09:00:00Z");
    ada.used("120s");
    damage("DELETE FROM event WHERE kind = 'tarpit-left' OR period_start = '2024-05-04'");
    damage("DELETE FROM tarpit");

    assertMended(Set.of("ada"));

    assertThat(ada.events()).containsExactly("tarpit-entered", "tarpit-left", "tarpit-entered");
  }

  @Test
  void usage_that_was_changed_in_the_ledger_counts() {
    damage("UPDATE usage_period SET charged_us = 140000000 - charged_us");
    assertThat(wrong()).isEqualTo(2);

    assertMended(Set.of("bea"));
  }

  @Test
  void many_that_drifted_are_mended_in_slices() {
    for (int i = 0; i < 20; i++) {
      given.account("user-" + i).used(i % 2 == 0 ? "120s" : "1s");
    }
    damage("DELETE FROM tarpit WHERE account_id % 3 = 0");
    damage("DELETE FROM event WHERE account_id % 3 = 1");
    Set<String> truth = snapshotByLedger();

    assertMended(truth);
  }

  private static void assertMended(Set<String> truth) {
    assertThat(sweep()).isPositive();
    assertThat(snapshot()).isEqualTo(truth);
    assertThat(followed()).isEqualTo(truth);
    assertThat(wrong()).isZero();
    assertThat(given.database().transaction(Proof::wrongTarpit)).isEmpty();
    assertThat(given.database().transaction(Proof::unevenEvents)).isEmpty();
    assertThat(sweep()).isZero();
  }

  private static long sweep() {
    long mended = 0;
    long from = 0;
    while (true) {
      long after = from;
      var to = given.database().transaction(handle -> Sweep.lastOfNext(handle, after, 3));
      if (to.isEmpty()) {
        return mended;
      }
      mended +=
          given
              .database()
              .transaction(handle -> Sweep.mend(handle, after, to.getAsLong(), Set.of()));
      from = to.getAsLong();
    }
  }

  private static long wrong() {
    return given.one(Sweep.WRONG, Long.class);
  }

  private static void damage(String sql) {
    given.database().run(handle -> handle.execute(sql));
  }

  private static Set<String> snapshotByLedger() {
    return Set.copyOf(
        given
            .database()
            .transaction(
                handle ->
                    handle
                        .createQuery(
                            "SELECT username FROM usage_period u JOIN account a ON a.id = u.account_id WHERE charged_us > 100000000")
                        .mapTo(String.class)
                        .list()));
  }

  private static Set<String> snapshot() {
    return given.database().transaction(TarpitFeed::snapshot).changes().stream()
        .map(change -> change.username().toString())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Who is in for a host that has followed the feed from its beginning. */
  private static Set<String> followed() {
    long events = given.count("event WHERE kind LIKE 'tarpit-%'");
    // A transaction of another test may still run, and then the newest events wait for it.
    Awaitility.await().until(() -> page().changes().size() == events);
    Set<String> in = new TreeSet<>();
    for (Change change : page().changes()) {
      if (change.inTarpit()) {
        in.add(change.username().toString());
      } else {
        in.remove(change.username().toString());
      }
    }
    return in;
  }

  private static TarpitFeed.Page page() {
    return given
        .database()
        .transaction(handle -> TarpitFeed.after(handle, FeedCursor.BEGINNING, 10_000));
  }
}
