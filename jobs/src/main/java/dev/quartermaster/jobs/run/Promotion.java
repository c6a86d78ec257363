package dev.quartermaster.jobs.run;

import dev.quartermaster.db.Database;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Starts runs that waited, when their time has come and no other run is in their way. */
public final class Promotion {

  private final Handle handle;
  private final String schedule;
  private final boolean allow;
  private final boolean backfillIsFree;

  private Promotion(Handle handle, String schedule, boolean allow, boolean backfillIsFree) {
    this.handle = handle;
    this.schedule = schedule;
    this.allow = allow;
    this.backfillIsFree = backfillIsFree;
  }

  /**
   * Starts those that may start now; another node that does so at the same time is not waited for.
   *
   * @param patience with the database
   * @return how many
   */
  public static int start(Database database, Duration patience) {
    List<String> schedules = database.transactionWithin(patience, Promotion::due);
    int started = 0;
    for (String schedule : schedules) {
      started += database.transactionWithin(patience, handle -> start(handle, schedule));
    }
    return started;
  }

  /** The same, of one schedule. */
  public static int start(Database database, String schedule) {
    return database.transaction(handle -> start(handle, schedule));
  }

  /**
   * Schedules with a run that may start: asked each second, of perhaps a million that wait. Looks
   * at run_waiting whether any is due, and then at the first of each schedule and lane, by
   * run_waiting_of and run_unfinished.
   */
  private static List<String> due(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT s.name
              FROM schedule s
             WHERE EXISTS (SELECT FROM run WHERE state = 'waiting' AND not_before <= qm_now())
               AND s.paused_at IS NULL
               AND EXISTS (
                   SELECT FROM unnest(ARRAY[true, false]) AS l (lane)
                    WHERE EXISTS (SELECT FROM run w
                                   WHERE w.schedule = s.name AND w.state = 'waiting' AND (w.cause = 'backfill') = l.lane
                                     AND w.not_before <= qm_now())
                      AND (NOT l.lane OR coalesce(s.backfill_free_at <= qm_now(), true))
                      AND (s.overlap = 'allow'
                           OR NOT EXISTS (SELECT FROM run r
                                           WHERE r.schedule = s.name AND r.state = 'running'
                                             AND (r.cause = 'backfill') = l.lane)))
             ORDER BY s.name
            """)
        .mapTo(String.class)
        .list();
  }

  /**
   * Of each lane the first: what catches up goes beside what is due now, not before it. While the
   * schedule is paused nothing starts.
   */
  private static int start(Handle handle, String schedule) {
    return handle
        .createQuery(
            """
            SELECT overlap = 'allow' AS allow, coalesce(backfill_free_at <= qm_now(), true) AS free FROM schedule
             WHERE name = :schedule AND paused_at IS NULL FOR NO KEY UPDATE SKIP LOCKED
            """)
        .bind("schedule", schedule)
        .map(
            (row, context) ->
                new Promotion(handle, schedule, row.getBoolean("allow"), row.getBoolean("free")))
        .findOne()
        .map(Promotion::start)
        .orElse(0);
  }

  private int start() {
    int planned = start(false, "true").size();
    if (!backfillIsFree) {
      return planned;
    }
    // Of those that catch up, as many as were decided to begin together: mostly one.
    List<Started> backfill = start(true, "w.not_before = (SELECT min(not_before) FROM due)");
    backfill.stream().max(Comparator.comparing(Started::notBefore)).ifPresent(this::pace);
    return planned + backfill.size();
  }

  /** What one decision led to was fired at one instant. */
  private record Started(OffsetDateTime notBefore, OffsetDateTime firedAt) {}

  private List<Started> start(boolean lane, String which) {
    return handle
        .createQuery(
            """
            WITH due AS (
                 SELECT id, not_before, row_number() OVER (ORDER BY not_before, id) AS place
                   FROM run
                  WHERE schedule = :schedule AND state = 'waiting' AND not_before <= qm_now()
                    AND (cause = 'backfill') = :lane)
            UPDATE run SET state = 'running', started_at = qm_now(), error = NULL
             WHERE id IN (
                   SELECT w.id FROM due AS w
                    WHERE CASE WHEN :allow THEN
            """
                + which
                + """
                               ELSE w.place = 1 AND NOT EXISTS (
                                    SELECT FROM run r
                                     WHERE r.schedule = :schedule AND r.state = 'running'
                                       AND (r.cause = 'backfill') = :lane)
                          END)
            RETURNING not_before, fired_at
            """)
        .bind("schedule", schedule)
        .bind("lane", lane)
        .bind("allow", allow)
        .map(
            (row, context) ->
                new Started(
                    row.getObject("not_before", OffsetDateTime.class),
                    row.getObject("fired_at", OffsetDateTime.class)))
        .list();
  }

  /** However late they begin, after a pause or an outage, they keep the distance decided upon. */
  private void pace(Started last) {
    handle
        .createUpdate(
            """
            UPDATE schedule
               SET backfill_free_at = qm_now() + (
                   SELECT min(not_before) - :notBefore FROM run
                    WHERE schedule = :schedule AND state = 'waiting' AND cause = 'backfill'
                      AND not_before > :notBefore AND fired_at = :firedAt)
             WHERE name = :schedule
            """)
        .bind("notBefore", last.notBefore())
        .bind("firedAt", last.firedAt())
        .bind("schedule", schedule)
        .execute();
  }
}
