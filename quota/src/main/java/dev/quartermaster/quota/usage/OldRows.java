package dev.quartermaster.quota.usage;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** The SQL of old rows in tables that are not partitioned. */
final class OldRows {

  /** A place in the order of the feed, written as {@code tx:id}. */
  private record FeedMark(String tx, long id) {
    static FeedMark parse(String text) {
      int colon = text.indexOf(':');
      return new FeedMark(text.substring(0, colon), Long.parseLong(text.substring(colon + 1)));
    }
  }

  private OldRows() {}

  /** Walks usage_report_to_forget for {@code size} reports; those of one instant stay together. */
  static Optional<String> nextReports(Handle handle, PruneSlice open, int size) {
    return handle
        .createQuery(
            """
            SELECT max(received_at)
              FROM (SELECT received_at FROM usage_report
                     WHERE rolled_up AND NOT any_age AND received_at > :from AND received_at < :before
                     ORDER BY received_at LIMIT :size) AS old
            """)
        .bind("from", Instant.parse(open.from()))
        .bind("before", open.before())
        .bind("size", size)
        .mapTo(OffsetDateTime.class)
        .findOne()
        .map(at -> at.toInstant().toString());
  }

  /**
   * What a report said of gaps goes with it: sent again, it says so again. Why it may be forgotten:
   * {@link Retention#reports}. A report of any age is remembered for good, as its records would be
   * taken again.
   */
  static long deleteReports(Handle handle, PruneSlice slice) {
    return bind(
            handle.createQuery(
                """
                WITH gone AS (
                  DELETE FROM usage_report
                   WHERE rolled_up AND NOT any_age AND received_at < :before
                     AND received_at > :from::timestamptz AND received_at <= :to::timestamptz
                  RETURNING reporter, sequence),
                gaps AS (
                  DELETE FROM reporter_gap g USING gone
                   WHERE g.reporter = gone.reporter AND g.sequence = gone.sequence)
                SELECT count(*) FROM gone
                """),
            slice)
        .mapTo(Long.class)
        .one();
  }

  /** Walks event_feed for {@code size} events, up to the last old one among them. */
  static Optional<String> nextEvents(Handle handle, PruneSlice open, int size) {
    FeedMark from = FeedMark.parse(open.from());
    return handle
        .createQuery(
            """
            SELECT tx || ':' || id
              FROM (SELECT tx, id, at FROM event
                     WHERE (tx, id) > (:tx::xid8, :id) ORDER BY tx, id LIMIT :size) AS next
             WHERE at < :before
             ORDER BY tx DESC, id DESC LIMIT 1
            """)
        .bind("tx", from.tx())
        .bind("id", from.id())
        .bind("before", open.before())
        .bind("size", size)
        .mapTo(String.class)
        .findOne();
  }

  /**
   * Says in the same transaction that the feed begins later: a reader who was not that far asks.
   */
  static long deleteEvents(Handle handle, PruneSlice slice) {
    FeedMark from = FeedMark.parse(slice.from());
    FeedMark to = FeedMark.parse(slice.to());
    return handle
        .createQuery(
            """
            WITH gone AS (
              DELETE FROM event
               WHERE (tx, id) > (:fromTx::xid8, :fromId) AND (tx, id) <= (:toTx::xid8, :toId) AND at < :before
              RETURNING tx),
            told AS (
              UPDATE feed_start
                 SET tx = greatest(tx, (SELECT max(tx)::text::bigint + 1 FROM gone)::text::xid8)
               WHERE EXISTS (SELECT FROM gone))
            SELECT count(*) FROM gone
            """)
        .bind("fromTx", from.tx())
        .bind("fromId", from.id())
        .bind("toTx", to.tx())
        .bind("toId", to.id())
        .bind("before", slice.before())
        .mapTo(Long.class)
        .one();
  }

  /** Walks the primary key for {@code size} accounts. */
  static Optional<String> nextAccounts(Handle handle, PruneSlice open, int size) {
    return handle
        .createQuery(
            """
            SELECT max(id)::text
              FROM (SELECT id FROM account WHERE id > :from ORDER BY id LIMIT :size) AS next
            """)
        .bind("from", Long.parseLong(open.from()))
        .bind("size", size)
        .mapTo(String.class)
        .findOne();
  }

  /**
   * Forced resets from before the first month of the ledger that is kept, and grants that are over.
   *
   * <p>No period that is kept began before such a reset, and a charge of any age to the time before
   * it finds that time in fewer, longer periods that still do not overlap. That holds for all but
   * the newest reset, at which the arithmetic cuts the account's time in any case. Rules of old are
   * kept: the arithmetic needs one for every instant.
   */
  static long deleteResetsAndGrants(Handle handle, PruneSlice slice) {
    return bind(
            handle.createQuery(
                """
                WITH kept AS (
                  SELECT coalesce(min(to_date(right(c.relname, 6), 'YYYYMM'))::timestamp AT TIME ZONE 'UTC', 'infinity') AS since
                    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                   WHERE i.inhparent = 'usage_period'::regclass),
                resets AS (
                  DELETE FROM forced_reset f USING account a
                   WHERE f.account_id > :from::bigint AND f.account_id <= :to::bigint
                     AND a.id = f.account_id AND f.at <> a.last_reset_at
                     AND f.at < :before AND f.at < (SELECT since FROM kept)
                  RETURNING 1),
                grants AS (
                  DELETE FROM allowance_grant
                   WHERE account_id > :from::bigint AND account_id <= :to::bigint
                     AND until < :before AND ended_at < :before
                  RETURNING 1)
                SELECT (SELECT count(*) FROM resets) + (SELECT count(*) FROM grants)
                """),
            slice)
        .mapTo(Long.class)
        .one();
  }

  private static <S extends SqlStatement<S>> S bind(S statement, PruneSlice slice) {
    return statement
        .bind("from", slice.from())
        .bind("to", slice.to())
        .bind("before", slice.before());
  }
}
