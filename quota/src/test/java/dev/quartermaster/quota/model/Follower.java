package dev.quartermaster.quota.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.quota.feed.FeedCursor;
import dev.quartermaster.quota.tarpit.TarpitFeed;
import dev.quartermaster.quota.tarpit.TarpitFeed.Change;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A host that follows the tarpit from the beginning, page by page. */
final class Follower {

  private final Play play;
  private final Set<String> inside = new TreeSet<>();
  private final List<String> seen = new ArrayList<>();
  private FeedCursor cursor = FeedCursor.BEGINNING;

  Follower(Play play) {
    this.play = play;
  }

  /** A page of any size. */
  void read() {
    int limit = 1 + play.chance.below(40);
    TarpitFeed.Page page =
        play.database().transaction(handle -> TarpitFeed.after(handle, cursor, limit));
    page.changes().forEach(this::see);
    cursor = page.next();
  }

  private void see(Change change) {
    String kind = change.tenfold() ? "tenfold" : change.inTarpit() ? "entered" : "left";
    String name = change.username().toString();
    seen.add(name + " " + kind + " at " + change.at());
    if (change.inTarpit()) {
      inside.add(name);
    } else {
      inside.remove(name);
    }
  }

  /** Nothing happens any more: it has seen each event once, in order, and knows who is inside. */
  void hasSeenAll() {
    List<String> all =
        play.database()
            .transaction(
                handle ->
                    handle
                        .createQuery(
                            """
                        SELECT a.username, substr(e.kind, 8), e.at
                          FROM event e JOIN account a ON a.id = e.account_id
                         WHERE e.kind LIKE 'tarpit-%' ORDER BY e.tx, e.id
                        """)
                        .map(
                            (row, context) ->
                                row.getString(1)
                                    + " "
                                    + row.getString(2)
                                    + " at "
                                    + row.getObject(3, OffsetDateTime.class).toInstant())
                        .list());
    // A transaction of another test may still run, and then the newest events wait for it.
    Awaitility.await()
        .until(
            () -> {
              read();
              return seen.size() >= all.size();
            });
    read();

    assertThat(seen).as("events that the follower saw").isEqualTo(all);
    assertThat(inside).as("inside, as the follower knows it").isEqualTo(snapshot());
    assertThat(inside).as("inside, by the model").isEqualTo(truth());
  }

  private Set<String> snapshot() {
    return play.database().transaction(TarpitFeed::snapshot).changes().stream()
        .map(change -> change.username().toString())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Set<String> truth() {
    return play.model.names().stream()
        .filter(name -> play.model.shown(name).inTarpit())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
