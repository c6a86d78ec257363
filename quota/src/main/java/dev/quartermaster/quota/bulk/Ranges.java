package dev.quartermaster.quota.bulk;

import dev.quartermaster.quota.bulk.Operations.Asked;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Cuts an operation on all accounts into ranges of ids, by one statement that locks no account.
 * Nobody is listed: that would take longer than a quarter of the whole.
 */
final class Ranges {

  /** Accounts of a portion: the smallest batch. */
  private static final int SIZE = 200;

  /**
   * A move writes every account. So it takes each third one at a time: a page is written in three
   * goes, what the one before left behind is pruned by the next, and each new version of a row
   * finds room there. Written in one go, most of them would land in other pages, with an entry in
   * each index. A reset writes those that are in use, for which there is room.
   */
  private static final int THIRDS = 3;

  /**
   * Neighbours of one third that come one after the other, before the next third of them: long ago
   * enough to be committed, and not so long that their pages have left the cache.
   */
  private static final int ROUND = 128;

  /** Walks the primary key, and reads nothing but it. */
  private static final String PIECES =
      """
      WITH pieces AS MATERIALIZED (
        SELECT min(id) AS first_id, max(id) AS last_id, min(rank) AS first_rank, max(rank) AS last_rank,
               rank / (:size * :step) AS piece,
               ARRAY[count(*) FILTER (WHERE id % :step = 0), count(*) FILTER (WHERE id % :step = 1),
                     count(*) FILTER (WHERE id % :step = 2)] AS sizes
          FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS rank FROM account) AS a
         GROUP BY piece),
      """;

  private static final String COUNT = "SELECT coalesce(max(last_rank) + 1, 0) FROM pieces";

  private static final String PORTIONS =
      """
      ranges AS (
        INSERT INTO bulk_portion (operation, nth, accounts, starts, first_rank, step, size,
                                  first_id, last_id, last_rank, rest)
        SELECT o.id, row_number() OVER (ORDER BY p.piece / :round, rest, p.piece), '{}', '{}', p.first_rank, :step,
               p.sizes[rest + 1], p.first_id, p.last_id, p.last_rank, rest
          FROM pieces p
         CROSS JOIN generate_series(0, :step - 1) AS rest
         CROSS JOIN operation o)
      """;

  /**
   * What no range has: periods that began long ago, and those that ended and of whose release
   * nobody was told. Walks usage_period_end and tarpit_until. Its accounts are counted in ranges.
   */
  private static final String LISTS =
      """
      ,
      listed AS (
        SELECT account_id, (extract(epoch FROM period_start) * 1000000)::bigint AS start_us,
               (dense_rank() OVER (ORDER BY account_id) - 1) / :size AS piece
          FROM (SELECT account_id, period_start FROM usage_period
                 WHERE settled_at IS NULL AND period_end > qm_now()
                   AND period_start < qm_now() - make_interval(secs => :recent)
                UNION
                SELECT account_id, period_start FROM tarpit WHERE until <= qm_now()) AS w),
      lists AS (
        INSERT INTO bulk_portion (operation, nth, accounts, starts, first_rank, step)
        SELECT o.id, (SELECT count(*) FROM pieces) + 1 + l.piece, array_agg(l.account_id ORDER BY l.account_id, l.start_us),
               array_agg(l.start_us ORDER BY l.account_id, l.start_us), 0, 1
          FROM listed l
         CROSS JOIN operation o
         GROUP BY o.id, l.piece)
      """;

  private static final String BEGUN = " SELECT id FROM operation";

  private Ranges() {}

  /** Of resets. */
  static Optional<Long> reset(Handle handle, String command, Asked asked) {
    return begun(
        handle
            .createQuery(
                PIECES
                    + Cutting.OPERATION.formatted(Cutting.NO_WINDOW, COUNT)
                    + PORTIONS
                    + LISTS
                    + BEGUN)
            .bind("step", 1)
            .bind("recent", ResettingRange.RECENT.toSeconds()),
        command,
        asked);
  }

  /** Of moves. */
  static Optional<Long> reschedule(
      Handle handle, String command, Act.Reschedule move, Asked asked) {
    return begun(
        handle
            .createQuery(
                PIECES + Cutting.OPERATION.formatted(Cutting.WINDOW, COUNT) + PORTIONS + BEGUN)
            .bind("step", THIRDS)
            .bind("from", move.from().orElse(null))
            .bind("over", move.over().dividedBy(ChronoUnit.MICROS.getDuration())),
        command,
        asked);
  }

  private static Optional<Long> begun(Query cut, String command, Asked asked) {
    return cut.bind("size", SIZE)
        .bind("round", ROUND)
        .bind("command", command)
        .bind("reason", asked.reason())
        .bind("actor", asked.actor())
        .mapTo(Long.class)
        .findOne();
  }
}
