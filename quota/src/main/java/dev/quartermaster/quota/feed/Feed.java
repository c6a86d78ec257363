package dev.quartermaster.quota.feed;

import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.quota.account.Username;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * The SQL of the event feed.
 *
 * <p>Events come in the order of (tx, id), and only those below every transaction that still runs:
 * so that none appears later behind a reader's back. Why the order holds: the column's default.
 */
public final class Feed {

  /** What can happen to an account. */
  public static final List<String> KINDS =
      List.of(
          "changed",
          "expired",
          "expiry-warning",
          "expiry-withdrawn",
          "grant-ended",
          "granted",
          "late-charge",
          "plan-changed",
          "reset",
          "tarpit-entered",
          "tarpit-left",
          "tarpit-tenfold",
          "warning");

  /** The cursor is not one that can be gone on from: begin anew. */
  public static final class Gone extends RuntimeException {
    Gone(String message) {
      super(message);
    }
  }

  /**
   * Something that happened to an account.
   *
   * @param kind such as tarpit-entered, warning, plan-changed
   * @param periodStart of the period it is about
   * @param detail depends on the kind
   */
  public record Event(
      FeedCursor place,
      Username username,
      String kind,
      Instant at,
      Optional<Instant> periodStart,
      Optional<String> detail) {}

  /**
   * Some events, and where to go on.
   *
   * @param now by the database's clock
   */
  public record Page(List<Event> events, FeedCursor next, Instant now) {}

  private Feed() {}

  /** Everything before this is final: nothing will ever be added there. */
  public static FeedCursor end(Handle handle) {
    return new FeedCursor(
        handle
            .createQuery("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            .mapTo(Long.class)
            .one(),
        0);
  }

  /**
   * Events after a cursor.
   *
   * @param kinds of these kinds only; of all when there are none
   * @param limit at most so many; fewer mean that there are no more now
   * @throws Gone when the cursor lies before what is kept, or after what there can be, as when the
   *     database was restored from a backup
   */
  public static Page after(Handle handle, FeedCursor cursor, Set<String> kinds, int limit) {
    FeedCursor end = end(handle);
    check(handle, cursor, end);
    List<Event> events =
        handle
            .createQuery(
                // Walks event_feed from the cursor on.
                """
                SELECT e.tx::text::bigint AS tx, e.id, a.username, e.kind, e.at, e.period_start, e.detail
                  FROM event e
                  JOIN account a ON a.id = e.account_id
                 WHERE (e.tx, e.id) > (:tx::text::xid8, :event) AND e.tx < :end::text::xid8
                   AND (e.kind = ANY (:kinds) OR cardinality(:kinds) = 0)
                 ORDER BY e.tx, e.id
                 LIMIT :limit
                """)
            .bind("tx", cursor.tx())
            .bind("event", cursor.event())
            .bind("end", end.tx())
            .bindArray("kinds", String.class, kinds.toArray())
            .bind("limit", limit)
            .map((row, context) -> event(row))
            .list();
    FeedCursor next = events.size() < limit ? later(cursor, end) : events.get(limit - 1).place();
    return new Page(events, next, DatabaseClock.now(handle));
  }

  /** Whether anything happened between two cursors. */
  public static boolean anyBetween(Handle handle, FeedCursor from, FeedCursor until) {
    return handle
        .createQuery(
            "SELECT EXISTS (SELECT FROM event WHERE tx >= :from::text::xid8 AND tx < :until::text::xid8)")
        .bind("from", from.tx())
        .bind("until", until.tx())
        .mapTo(Boolean.class)
        .one();
  }

  /**
   * Once the caller's transaction is committed, all that could be seen before it is on the disk,
   * also what others committed without waiting for that, and no number of a transaction before its
   * own is ever given again. On a standby, which has nothing else, this does nothing.
   */
  public static void flush(Handle handle) {
    handle.execute("SET LOCAL synchronous_commit = on");
    handle.execute(
        "SELECT pg_logical_emit_message(true, 'quartermaster', 'feed') WHERE NOT pg_is_in_recovery()");
  }

  private static FeedCursor later(FeedCursor a, FeedCursor b) {
    return a.tx() >= b.tx() ? a : b;
  }

  private static void check(Handle handle, FeedCursor cursor, FeedCursor end) {
    long start =
        handle.createQuery("SELECT tx::text::bigint FROM feed_start").mapTo(Long.class).one();
    if (cursor.tx() < start && !cursor.equals(FeedCursor.BEGINNING)) {
      throw new Gone(
          "the cursor lies before what is kept of the feed: begin anew, from the cursor of /api/v1/tarpit?snapshot=true (take a snapshot)");
    }
    if (cursor.tx() > end.tx() && cursor.tx() > newest(handle)) {
      throw new Gone(
          "the cursor lies after the end of the feed: begin anew, from the cursor of /api/v1/tarpit?snapshot=true (take a snapshot)");
    }
  }

  private static long newest(Handle handle) {
    return handle
        .createQuery("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        .mapTo(Long.class)
        .one();
  }

  private static Event event(ResultSet row) throws SQLException {
    return new Event(
        new FeedCursor(row.getLong("tx"), row.getLong("id")),
        Username.of(row.getString("username")),
        row.getString("kind"),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        Optional.ofNullable(row.getObject("period_start", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant),
        Optional.ofNullable(row.getString("detail")));
  }
}
