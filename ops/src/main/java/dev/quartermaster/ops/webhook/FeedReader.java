package dev.quartermaster.ops.webhook;

import dev.quartermaster.quota.feed.Feed;
import dev.quartermaster.quota.feed.FeedCursor;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The SQL of who reads the feed for the cluster: whose turn it is, and how far it has come. All
 * times are the database's; every statement goes by the primary key and locks that row alone.
 *
 * @param name of what is read for
 * @param holder one life of one node
 */
record FeedReader(String name, UUID holder) {

  /** Silence after which another may go on. */
  static final Duration LEASE = Duration.ofSeconds(20);

  /**
   * Takes the turn, or keeps it for another {@link #LEASE}; false when somebody else has it. Who is
   * the first ever begins at the feed's end.
   */
  boolean take(Handle handle) {
    FeedCursor end = Feed.end(handle);
    return handle
            .createUpdate(
                """
                INSERT INTO feed_reader AS r (name, tx, event, holder, held_until)
                VALUES (:name, :tx::text::xid8, :event, :holder, qm_now() + make_interval(secs => :lease))
                ON CONFLICT (name) DO UPDATE
                   SET holder = excluded.holder, held_until = excluded.held_until
                 WHERE r.holder = excluded.holder OR r.held_until <= qm_now()
                """)
            .bind("name", name)
            .bind("tx", end.tx())
            .bind("event", end.event())
            .bind("holder", holder)
            .bind("lease", LEASE.toSeconds())
            .execute()
        == 1;
  }

  /** Lets another go on at once. */
  void leave(Handle handle) {
    handle
        .createUpdate(
            "UPDATE feed_reader SET held_until = qm_now() WHERE name = :name AND holder = :holder")
        .bind("name", name)
        .bind("holder", holder)
        .execute();
  }

  /** How far it has come; empty when it is not our turn. */
  Optional<FeedCursor> place(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT tx::text::bigint, event FROM feed_reader
             WHERE name = :name AND holder = :holder AND held_until > qm_now()
            """)
        .bind("name", name)
        .bind("holder", holder)
        .map((row, context) -> new FeedCursor(row.getLong(1), row.getLong(2)))
        .findOne();
  }

  /** Puts on record that it has come so far; false when somebody else goes on from before it. */
  boolean passed(Handle handle, FeedCursor place) {
    return handle
            .createUpdate(
                """
                UPDATE feed_reader SET tx = :tx::text::xid8, event = :event
                 WHERE name = :name AND holder = :holder
                """)
            .bind("tx", place.tx())
            .bind("event", place.event())
            .bind("name", name)
            .bind("holder", holder)
            .execute()
        == 1;
  }
}
