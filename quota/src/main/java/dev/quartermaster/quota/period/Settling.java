package dev.quartermaster.quota.period;

import dev.quartermaster.quota.period.SettleSlice.Mark;
import dev.quartermaster.quota.period.SettleSlice.Phase;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Settles periods that have ended: marks the ledger row final, releases the account from the
 * tarpit, applies a plan change whose time has come, and tells so.
 *
 * <p>Arithmetic has made all of it true already at the boundary; this only writes it down. Work is
 * cut into slices by ranges of (end, account), so that many hands can work side by side without
 * locking rows first; settling a slice twice changes nothing.
 */
public final class Settling {

  /**
   * How far {@code settled_through} stays behind: longer than any transaction that charges can
   * last, so that none commits a period behind it.
   */
  static final Duration LAG = Duration.ofMinutes(15);

  private Settling() {}

  /** Where a run begins. */
  public static SettleSlice start() {
    return new SettleSlice(Phase.TARPIT, Mark.FIRST, Mark.FIRST);
  }

  /** Where a run begins that only applies changes of plan or allowance and ends grants. */
  public static SettleSlice startOfChanges() {
    return new SettleSlice(Phase.PLAN, Mark.FIRST, Mark.FIRST);
  }

  /** The next slice of such a run. */
  public static Optional<SettleSlice> cutChanges(Handle handle, SettleSlice last, int size) {
    return cut(handle, last, size, Phase.GRANT);
  }

  /**
   * The next slice of at most {@code size} rows after the last one; empty when nothing that is due
   * is left.
   */
  public static Optional<SettleSlice> cut(Handle handle, SettleSlice last, int size) {
    return cut(handle, last, size, Phase.LATE);
  }

  /** The same, but goes no further than a phase. */
  private static Optional<SettleSlice> cut(
      Handle handle, SettleSlice last, int size, Phase lastPhase) {
    Phase phase = last.phase();
    Mark from = last.to();
    while (true) {
      Optional<Mark> to = lastOfNext(handle, phase, from, size);
      if (to.isPresent()) {
        return Optional.of(new SettleSlice(phase, from, to.get()));
      }
      Optional<Phase> next = phase.next();
      if (next.isEmpty() || phase == lastPhase) {
        return Optional.empty();
      }
      phase = next.get();
      from = phase == Phase.PERIOD ? settledThrough(handle) : Mark.FIRST;
    }
  }

  /**
   * Each query walks one index on (time, account) from the mark on and stops after {@code size}
   * rows.
   */
  private static Optional<Mark> lastOfNext(Handle handle, Phase phase, Mark from, int size) {
    String due =
        switch (phase) {
          case TARPIT ->
              """
              SELECT until AS at, account_id FROM tarpit
               WHERE until <= qm_now() AND (until, account_id) > (:at, :account)
               ORDER BY until, account_id LIMIT :size
              """;
          case PLAN ->
              """
              SELECT pending_from AS at, id AS account_id FROM account
               WHERE pending_from <= qm_now() AND (pending_from, id) > (:at, :account)
               ORDER BY pending_from, id LIMIT :size
              """;
          case GRANT ->
              """
              SELECT until AS at, account_id FROM allowance_grant
               WHERE ended_at IS NULL AND until <= qm_now() AND (until, account_id) > (:at, :account)
               ORDER BY until, account_id LIMIT :size
              """;
          case PERIOD ->
              """
              SELECT period_end AS at, account_id FROM usage_period
               WHERE settled_at IS NULL AND period_end <= qm_now()
                 AND (period_end, account_id) > (:at, :account)
               ORDER BY period_end, account_id LIMIT :size
              """;
          case LATE ->
              """
              SELECT period_end AS at, account_id FROM late_period
               WHERE period_end <= qm_now() AND (period_end, account_id) > (:at, :account)
               ORDER BY period_end, account_id LIMIT :size
              """;
        };
    Query query =
        handle.createQuery(
            "SELECT at, account_id FROM ("
                + due
                + ") AS due ORDER BY at DESC, account_id DESC LIMIT 1");
    return query
        .bind("at", from.at())
        .bind("account", from.account())
        .bind("size", size)
        .map(
            (row, context) ->
                new Mark(row.getObject(1, OffsetDateTime.class).toInstant(), row.getLong(2)))
        .findOne();
  }

  private static Mark settledThrough(Handle handle) {
    return handle
        .createQuery("SELECT at FROM settled_through WHERE isfinite(at)")
        .mapTo(Instant.class)
        .findOne()
        .map(at -> new Mark(at, Long.MAX_VALUE))
        .orElse(Mark.FIRST);
  }

  /**
   * Settles a slice within the caller's transaction.
   *
   * <p>That a row is due is asked once more {@code IS TRUE}, which no index understands. As a
   * second upper bound on the index's first column it would take the place of the slice's own:
   * PostgreSQL 18 stops at one of the two only, and would walk on to the newest row that is due.
   *
   * @return how many periods were settled or, in the phases before, accounts changed
   */
  public static long settle(Handle handle, SettleSlice slice) {
    return settle(handle, new Piece(slice, List.of()));
  }

  /**
   * The same, but for rows that are set aside. They stay open: {@link #noteSettledThrough} stops
   * before the first of them.
   *
   * @param without as {@link SettleItems#name} names them
   */
  public static long settle(Handle handle, SettleSlice slice, Set<String> without) {
    return settle(handle, new Piece(slice, SettleItems.marks(handle, slice, without)));
  }

  private static long settle(Handle handle, Piece piece) {
    // A slice is a small part of a table of any size: the way over the index is right at each of
    // them.
    handle.execute(
        "SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off;"
            + " SET LOCAL enable_bitmapscan = off; SET LOCAL plan_cache_mode = force_custom_plan");
    return switch (piece.slice().phase()) {
      case TARPIT -> settleReleased(handle, piece);
      case PLAN -> DueChanges.apply(handle, piece);
      case GRANT -> DueChanges.endGrants(handle, piece);
      case PERIOD -> settlePeriods(handle, piece);
      case LATE -> settleLate(handle, piece);
    };
  }

  /** What hosts and users feel: who leaves the tarpit or enters it because something ended. */
  public static final List<Phase> FELT = List.of(Phase.TARPIT, Phase.PLAN, Phase.GRANT);

  /**
   * Settles, of what time has made true, the first rows of one phase: for those who listen, so that
   * they need not wait for a run of the job. A phase a transaction, for they lock in different
   * order; waits for nobody's locks longer than a moment.
   *
   * @param limit rows at most
   * @return how many there were
   */
  public static long settleFirst(Handle handle, Phase phase, int limit) {
    handle.execute("SET LOCAL lock_timeout = '500ms'");
    return lastOfNext(handle, phase, Mark.FIRST, limit)
        .map(last -> settle(handle, new SettleSlice(phase, Mark.FIRST, last)))
        .orElse(0L);
  }

  /** Walks tarpit_until; ledger rows before tarpit rows, as charging locks them. */
  private static long settleReleased(Handle handle, Piece piece) {
    long settled =
        piece
            .bind(
                handle.createUpdate(
                    """
                    UPDATE usage_period u
                       SET settled_at = qm_now(), ended_by = 'boundary'
                      FROM (SELECT account_id, period_start FROM tarpit
                             WHERE (until <= qm_now()) IS TRUE
                               AND (until, account_id) > (:fromAt, :fromAccount)
                               AND (until, account_id) <= (:toAt, :toAccount)
                               %s
                             ORDER BY date_trunc('month', period_start AT TIME ZONE 'UTC'), until, account_id) AS t
                     WHERE u.account_id = t.account_id AND u.period_start = t.period_start
                       AND u.settled_at IS NULL
                    """
                        .formatted(piece.except("until", "account_id"))))
            .execute();
    piece
        .bind(
            handle.createUpdate(
                """
                WITH released AS (
                  DELETE FROM tarpit
                   WHERE (until <= qm_now()) IS TRUE
                     AND (until, account_id) > (:fromAt, :fromAccount)
                     AND (until, account_id) <= (:toAt, :toAccount)
                     %s
                  RETURNING account_id, period_start)
                INSERT INTO event (account_id, kind, period_start)
                SELECT account_id, 'tarpit-left', period_start FROM released
                """
                    .formatted(piece.except("until", "account_id"))))
        .execute();
    return settled;
  }

  /**
   * Walks usage_period_end and rewrites each row in its page; the condition on settled_at makes it
   * at most once.
   */
  private static long settlePeriods(Handle handle, Piece piece) {
    return piece
        .bind(
            handle.createUpdate(
                """
                UPDATE usage_period
                   SET settled_at = qm_now(), ended_by = 'boundary'
                 WHERE settled_at IS NULL AND (period_end <= qm_now()) IS TRUE
                   AND (period_end, account_id) > (:fromAt, :fromAccount)
                   AND (period_end, account_id) <= (:toAt, :toAccount)
                   %s
                """
                    .formatted(piece.except("period_end", "account_id"))))
        .execute();
  }

  /**
   * Walks late_period_end, then the ledger's primary key. Not due is what was queued before the
   * clock was set back. A period that another transaction queued between the two statements is
   * still open, and stays queued.
   */
  private static long settleLate(Handle handle, Piece piece) {
    long settled =
        piece
            .bind(
                handle.createUpdate(
                    """
                    UPDATE usage_period u
                       SET settled_at = qm_now(), ended_by = 'boundary'
                      FROM (SELECT account_id, period_start FROM late_period
                             WHERE (period_end <= qm_now()) IS TRUE
                               AND (period_end, account_id) > (:fromAt, :fromAccount)
                               AND (period_end, account_id) <= (:toAt, :toAccount)
                               %s
                             ORDER BY date_trunc('month', period_start AT TIME ZONE 'UTC'), period_end, account_id) AS l
                     WHERE u.account_id = l.account_id AND u.period_start = l.period_start
                       AND u.settled_at IS NULL
                    """
                        .formatted(piece.except("period_end", "account_id"))))
            .execute();
    piece
        .bind(
            handle.createUpdate(
                """
                DELETE FROM late_period l
                 WHERE (l.period_end, l.account_id) > (:fromAt, :fromAccount)
                   AND (l.period_end, l.account_id) <= (:toAt, :toAccount)
                   AND NOT EXISTS (SELECT FROM usage_period u
                                    WHERE u.account_id = l.account_id AND u.period_start = l.period_start
                                      AND u.settled_at IS NULL)
                       %s
                """
                    .formatted(piece.except("l.period_end", "l.account_id"))))
        .execute();
    return settled;
  }

  /** Notes how far everything is settled, so that the next run need not look before that. */
  public static void noteSettledThrough(Handle handle) {
    handle
        .createUpdate(
            """
            UPDATE settled_through s
               SET at = least(
                     (SELECT u.period_end - interval '1 microsecond'
                        FROM usage_period u
                       WHERE u.settled_at IS NULL AND u.period_end > s.at AND u.period_end <= qm_now()
                         AND NOT EXISTS (SELECT FROM late_period l
                                          WHERE l.account_id = u.account_id AND l.period_start = u.period_start)
                       ORDER BY u.period_end
                       LIMIT 1),
                     qm_now() - make_interval(secs => :lag))
             WHERE s.at < qm_now() - make_interval(secs => :lag)
            """)
        .bind("lag", LAG.toSeconds())
        .execute();
  }
}
