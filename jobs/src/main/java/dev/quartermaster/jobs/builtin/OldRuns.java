package dev.quartermaster.jobs.builtin;

import dev.quartermaster.jobs.builtin.ForgetSlice.Mark;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;

/** The SQL of what the runner did long ago. Nothing here locks a row that a run at work needs. */
final class OldRuns {

  /** Of each schedule that is declared. */
  static final int NEWEST_RUNS = 100;

  static final int NEWEST_CONFIGURATIONS = 10;

  private OldRuns() {}

  /** The last of the next {@code size} rows that are old; empty when there are none. */
  static Optional<Mark> lastOfNext(Handle handle, ForgetSlice open, int size) {
    Query query =
        handle
            .createQuery(next(open))
            .bind("before", open.before())
            .bind("at", open.from().at())
            .bind("id", open.from().id())
            .bind("size", size);
    return query
        .map(
            (row, context) ->
                new Mark(row.getObject(1, OffsetDateTime.class).toInstant(), row.getLong(2)))
        .findOne();
  }

  /** Each walks one index from the mark on, for {@code size} rows at most. */
  private static String next(ForgetSlice open) {
    return switch (open.phase()) {
      // A run counts with its batches.
      case RUNS ->
          """
          SELECT finished_at, id
            FROM (SELECT finished_at, id, row_number() OVER w AS nth, sum(1 + batches) OVER w AS total
                    FROM (SELECT finished_at, id, batches FROM run
                           WHERE state = 'finished' AND finished_at < :before AND (finished_at, id) > (:at, :id)
                           ORDER BY finished_at, id LIMIT :size) AS next
                  WINDOW w AS (ORDER BY finished_at, id)) AS summed
           WHERE total <= :size OR nth = 1
           ORDER BY nth DESC LIMIT 1
          """;
      // The order of ids is that of time, but for moments.
      case CATCH_UPS ->
          """
          SELECT :at::timestamptz, id
            FROM (SELECT id, decided_at FROM catch_up WHERE id > :id ORDER BY id LIMIT :size) AS next
           WHERE decided_at < :before
           ORDER BY id DESC LIMIT 1
          """;
      case REPAIRS ->
          """
          SELECT at, id
            FROM (SELECT at, id FROM trigger_repair
                   WHERE at < :before AND (at, id) > (:at, :id) ORDER BY at, id LIMIT :size) AS next
           ORDER BY at DESC, id DESC LIMIT 1
          """;
      // Those of one instant stay together.
      case SAMPLES ->
          """
          SELECT at, :id::bigint
            FROM (SELECT at FROM backlog_sample WHERE at < :before AND at > :at ORDER BY at LIMIT :size) AS next
           ORDER BY at DESC LIMIT 1
          """;
      case SCHEDULES, CONFIGURATIONS, NODES ->
          """
          SELECT :before::timestamptz, :id::bigint
           WHERE :at::timestamptz < :before AND :size > 0 AND EXISTS (SELECT FROM %s)
          """
              .formatted(few(open.phase()));
    };
  }

  /** Tables that are small, with what of them is old. */
  private static String few(ForgetSlice.Phase phase) {
    return switch (phase) {
      case SCHEDULES ->
          """
          schedule s
           WHERE s.dropped_at < :before
             AND NOT EXISTS (SELECT FROM run WHERE run.schedule = s.name)
             AND NOT EXISTS (SELECT FROM quarantine q WHERE q.schedule = s.name)
          """;
      case CONFIGURATIONS ->
          """
          configuration c
           WHERE c.published_at < :before
             AND c.generation < (SELECT min(generation)
                                   FROM (SELECT generation FROM configuration
                                          ORDER BY generation DESC LIMIT %d) AS newest)
             AND NOT EXISTS (SELECT FROM node WHERE node.generation = c.generation)
          """
              .formatted(NEWEST_CONFIGURATIONS);
      case NODES -> "node WHERE node.state IN ('left', 'dead') AND node.heartbeat_at < :before";
      case RUNS, CATCH_UPS, REPAIRS, SAMPLES ->
          throw new IllegalArgumentException(phase + " are too many to forget at once");
    };
  }

  /**
   * Forgets a slice within the caller's transaction.
   *
   * @return how many rows went; batches and log lines, which go with their run, are not counted
   */
  static long forget(Handle handle, ForgetSlice slice) {
    return switch (slice.phase()) {
      case RUNS -> forgetRuns(handle, slice);
      case CATCH_UPS ->
          delete(
              handle,
              "DELETE FROM catch_up WHERE id > :fromId AND id <= :toId AND decided_at < :before",
              slice,
              false);
      case REPAIRS ->
          delete(
              handle,
              """
              DELETE FROM trigger_repair
               WHERE at < :before AND (at, id) > (:fromAt, :fromId) AND (at, id) <= (:toAt, :toId)
              """,
              slice,
              true);
      case SAMPLES ->
          handle
              .createUpdate(
                  "DELETE FROM backlog_sample WHERE at < :before AND at > :fromAt AND at <= :toAt")
              .bind("before", slice.before())
              .bind("fromAt", slice.from().at())
              .bind("toAt", slice.to().at())
              .execute();
      case SCHEDULES, CONFIGURATIONS, NODES ->
          handle
              .createUpdate("DELETE FROM " + few(slice.phase()))
              .bind("before", slice.before())
              .execute();
    };
  }

  private static long delete(Handle handle, String sql, ForgetSlice slice, boolean byTime) {
    var update =
        handle
            .createUpdate(sql)
            .bind("before", slice.before())
            .bind("fromId", slice.from().id())
            .bind("toId", slice.to().id());
    return (byTime ? bindTimes(update, slice) : update).execute();
  }

  private static <S extends SqlStatement<S>> S bindTimes(S statement, ForgetSlice slice) {
    return statement.bind("fromAt", slice.from().at()).bind("toAt", slice.to().at());
  }

  /** Walks run_finished, and run_fired once for each schedule among them. */
  private static long forgetRuns(Handle handle, ForgetSlice slice) {
    return delete(
        handle,
        """
        WITH slice AS MATERIALIZED (
          SELECT id, schedule, fired_at FROM run
           WHERE state = 'finished' AND finished_at < :before
             AND (finished_at, id) > (:fromAt, :fromId) AND (finished_at, id) <= (:toAt, :toId)),
        kept AS MATERIALIZED (
          SELECT s.schedule,
                 CASE WHEN EXISTS (SELECT FROM schedule d WHERE d.name = s.schedule AND d.dropped_at < :before)
                      THEN 'infinity'
                      ELSE (SELECT fired_at FROM run WHERE run.schedule = s.schedule
                             ORDER BY fired_at DESC OFFSET %d LIMIT 1) END AS since
            FROM (SELECT DISTINCT schedule FROM slice) AS s)
        DELETE FROM run
         USING slice JOIN kept USING (schedule)
         WHERE run.id = slice.id AND slice.fired_at < kept.since
        """
            .formatted(NEWEST_RUNS - 1),
        slice,
        true);
  }

  /** A query: how many runs should have been forgotten three days ago. */
  static String tooOld(Duration keep) {
    return """
    SELECT count(*) FROM run r
     WHERE state = 'finished' AND finished_at < qm_now() - make_interval(secs => %d)
       AND fired_at < (SELECT fired_at FROM run n WHERE n.schedule = r.schedule
                        ORDER BY fired_at DESC OFFSET %d LIMIT 1)
    """
        .formatted(keep.plusDays(3).toSeconds(), NEWEST_RUNS - 1);
  }
}
