package dev.quartermaster.jobs.run;

import dev.quartermaster.db.Database;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Starts runs that waited, when their time has come and no other run is in their way. */
public final class Promotion {

  private Promotion() {}

  /**
   * Starts those that may start now; another node that does so at the same time is not waited for.
   *
   * @return how many
   */
  public static int start(Database database) {
    List<String> schedules = database.transaction(Promotion::due);
    int started = 0;
    for (String schedule : schedules) {
      started += database.transaction(handle -> start(handle, schedule));
    }
    return started;
  }

  /** The same, of one schedule. */
  public static int start(Database database, String schedule) {
    return database.transaction(handle -> start(handle, schedule));
  }

  private static List<String> due(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT DISTINCT schedule FROM run
             WHERE state = 'waiting' AND not_before <= qm_now()
             ORDER BY schedule
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
            SELECT overlap FROM schedule
             WHERE name = :schedule AND paused_at IS NULL FOR NO KEY UPDATE SKIP LOCKED
            """)
        .bind("schedule", schedule)
        .mapTo(String.class)
        .findOne()
        .map(overlap -> start(handle, schedule, overlap.equals("allow")))
        .orElse(0);
  }

  private static int start(Handle handle, String schedule, boolean allow) {
    return handle
        .createUpdate(
            """
            UPDATE run SET state = 'running', started_at = qm_now(), error = NULL
             WHERE id IN (
                   SELECT w.id
                     FROM (SELECT id, row_number() OVER (PARTITION BY cause = 'backfill' ORDER BY not_before, id) AS place,
                                  cause = 'backfill' AS lane
                             FROM run
                            WHERE schedule = :schedule AND state = 'waiting' AND not_before <= qm_now()) AS w
                    WHERE :allow
                       OR w.place = 1 AND NOT EXISTS (
                            SELECT FROM run r
                             WHERE r.schedule = :schedule AND r.state = 'running' AND (r.cause = 'backfill') = w.lane))
            """)
        .bind("schedule", schedule)
        .bind("allow", allow)
        .execute();
  }
}
