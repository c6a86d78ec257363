package dev.quartermaster.jobs.run;

import org.jdbi.v3.core.Handle;

/** How fast a schedule gets through its items, by what it last did. */
public final class Throughput {

  /** Taken until a run has been measured: a cautious figure for a small machine. */
  public static final double UNMEASURED = 5_000;

  private Throughput() {}

  /**
   * Items a second over the newest 40 batches that had any, all hands together; a run of few items
   * tells nothing.
   */
  public static double itemsPerSecond(Handle handle, String schedule) {
    return handle
        .createQuery(
            """
            SELECT sum(b.items) / greatest(extract(epoch FROM max(b.finished_at) - min(b.claimed_at)), 0.001)
              FROM (SELECT b.*
                      FROM (SELECT id FROM run WHERE schedule = :schedule AND batches > 0
                             ORDER BY planned_for DESC LIMIT 1) AS newest
                      JOIN batch b ON b.run_id = newest.id
                     WHERE b.state = 'done' AND b.items > 0
                     ORDER BY b.number DESC LIMIT 40) AS b
            HAVING sum(b.items) >= 1000
            """)
        .bind("schedule", schedule)
        .mapTo(Double.class)
        .findOne()
        .orElse(UNMEASURED);
  }
}
