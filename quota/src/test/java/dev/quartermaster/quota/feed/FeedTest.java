package dev.quartermaster.quota.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quartermaster.quota.tarpit.TarpitFeed;
import dev.quartermaster.quota.tarpit.TarpitFeed.Change;
import dev.quartermaster.quota.testing.World;
import dev.quartermaster.quota.testing.WorldAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeedTest {

  private static World given;

  @BeforeAll
  static void open() {
    given = World.of(FeedTest.class);
  }

  @AfterAll
  static void close() {
    given.close();
  }

  @BeforeEach
  void empty() {
    given.emptyAt("2024-05-03T09:00:00Z");
  }

  /** A transaction that somebody else has open, and that has written something. */
  private static Handle somebodyWriting() {
    Handle handle = Jdbi.create(given.database().dataSource()).open();
    handle.begin();
    handle.execute("SELECT pg_current_xact_id()");
    return handle;
  }

  private static TarpitFeed.Page after(FeedCursor cursor, int limit) {
    return given.database().transaction(handle -> TarpitFeed.after(handle, cursor, limit));
  }

  /** Everything after a cursor, page by page. */
  private static List<String> follow(FeedCursor cursor, int limit) {
    List<String> seen = new ArrayList<>();
    TarpitFeed.Page page = after(cursor, limit);
    while (!page.changes().isEmpty()) {
      page.changes().forEach(change -> seen.add(text(change)));
      page = after(page.next(), limit);
    }
    return seen;
  }

  private static String text(Change change) {
    return change.username()
        + (change.inTarpit() ? " in" : " out")
        + (change.tenfold() ? ", tenfold" : "");
  }

  @Test
  void every_change_is_seen_once_and_in_order_whatever_the_size_of_a_page() {
    WorldAccount ada = given.account("ada").used("120s");
    given.account("bob").used("2000s");
    ada.reset();
    ada.mayUse("1s").used("5s");

    assertThat(follow(FeedCursor.BEGINNING, 1))
        .containsExactly("ada in", "bob in", "bob in, tenfold", "ada out", "ada in")
        .isEqualTo(follow(FeedCursor.BEGINNING, 2))
        .isEqualTo(follow(FeedCursor.BEGINNING, 100));
  }

  @Test
  void a_change_that_is_committed_late_is_not_passed_over() {
    WorldAccount ada = given.account("ada");
    TarpitFeed.Page before = after(FeedCursor.BEGINNING, 10);

    try (Handle early = somebodyWriting()) {
      ada.used("120s");
      TarpitFeed.Page meanwhile = after(before.next(), 10);
      assertThat(meanwhile.changes()).isEmpty();
      early.commit();
      assertThat(follow(meanwhile.next(), 10)).containsExactly("ada in");
    }
  }

  @Test
  void what_causes_a_change_comes_before_it_though_its_transaction_began_later() {
    WorldAccount ada = given.account("ada");
    try (Handle release = somebodyWriting();
        Handle other = somebodyWriting()) {
      ada.used("120s");
      // Began before the charge, and lets out of the tarpit what the charge put in.
      release.execute(
          "WITH gone AS (DELETE FROM tarpit RETURNING account_id, period_start)"
              + " INSERT INTO event (account_id, kind, period_start)"
              + " SELECT account_id, 'tarpit-left', period_start FROM gone");
      release.commit();

      TarpitFeed.Page meanwhile = after(FeedCursor.BEGINNING, 10);
      assertThat(meanwhile.changes()).isEmpty();
      other.commit();
      assertThat(follow(meanwhile.next(), 10)).containsExactly("ada in", "ada out");
    }
  }

  @Test
  void whoever_goes_in_anew_before_the_last_period_is_settled_has_left_before() {
    WorldAccount ada = given.account("ada").used("120s");
    given.clockAt("2024-05-04T10:00:00Z");

    ada.used("130s");
    given.settle(10);

    assertThat(follow(FeedCursor.BEGINNING, 10)).containsExactly("ada in", "ada out", "ada in");
    assertThat(ada.tarpit()).containsExactly("2024-05-04 00:00:00+00");
  }

  @Test
  void a_snapshot_has_everyone_who_is_in_and_the_feed_goes_on_from_it() {
    WorldAccount ada = given.account("ada").used("120s");
    given.account("bob").used("1001s");
    given.account("carl").used("99s");

    TarpitFeed.Page snapshot = given.database().transaction(TarpitFeed::snapshot);
    ada.reset();

    assertThat(snapshot.changes())
        .extracting(FeedTest::text)
        .containsExactly("ada in", "bob in, tenfold");
    assertThat(snapshot.changes()).allMatch(change -> change.until().isPresent());
    assertThat(follow(snapshot.next(), 10)).containsExactly("ada out");
  }

  @Test
  void a_reader_meets_changes_that_are_made_all_the_while_once_and_in_order() {
    List<WorldAccount> accounts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      accounts.add(given.account("user-" + i).mayUse("1s"));
    }
    List<CompletableFuture<Void>> writing = new ArrayList<>();
    for (WorldAccount account : accounts) {
      writing.add(
          CompletableFuture.runAsync(
              () -> {
                for (int n = 0; n < 15; n++) {
                  account.used("2s");
                  account.mayUse("1000000s").mayUse("1s");
                }
              }));
    }

    List<String> seen = new ArrayList<>();
    FeedCursor cursor = FeedCursor.BEGINNING;
    boolean done = false;
    while (!done) {
      done = writing.stream().allMatch(CompletableFuture::isDone);
      TarpitFeed.Page page = after(cursor, 3);
      page.changes().stream()
          .filter(change -> !change.tenfold())
          .forEach(change -> seen.add(text(change)));
      done &= page.changes().isEmpty();
      cursor = page.next();
    }

    writing.forEach(CompletableFuture::join);
    for (WorldAccount account : accounts) {
      String name = account.view().username().toString();
      List<String> own = seen.stream().filter(text -> text.startsWith(name + " ")).toList();
      assertThat(own).hasSize(31);
      for (int i = 0; i < own.size(); i++) {
        assertThat(own.get(i)).as("change %d", i).isEqualTo(name + (i % 2 == 0 ? " in" : " out"));
      }
    }
  }

  @Test
  void a_cursor_that_cannot_be_gone_on_from_is_told() {
    given.database().run(handle -> handle.execute("UPDATE feed_start SET tx = '7'"));
    try {
      assertThatThrownBy(() -> after(new FeedCursor(6, 0), 1)).isInstanceOf(Feed.Gone.class);
      assertThat(after(FeedCursor.BEGINNING, 1).changes()).isEmpty();
      assertThatThrownBy(() -> after(new FeedCursor(1L << 50, 0), 1))
          .isInstanceOf(Feed.Gone.class)
          .hasMessageContaining("take a snapshot");
    } finally {
      given.database().run(handle -> handle.execute("UPDATE feed_start SET tx = '0'"));
    }
    for (String bad : List.of("", "x", "1", "1.2.3", "-1.0", "9999999999999999999.1", "1.2'--")) {
      assertThatThrownBy(() -> FeedCursor.parse(bad)).hasMessageContaining("none of this feed");
    }
  }

  @Test
  void other_kinds_have_their_place_in_the_whole_feed() {
    given.account("ada").used("120s");

    Feed.Page all =
        given
            .database()
            .transaction(handle -> Feed.after(handle, FeedCursor.BEGINNING, Set.of(), 10));

    assertThat(all.events())
        .extracting(event -> event.kind() + " " + event.detail().orElse("-"))
        .containsExactly("tarpit-entered -", "warning 80", "warning 100");
  }
}
