package dev.quartermaster.jobs.pace;

import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What an item of a schedule usually takes: its own recent past is what it is measured by. */
public final class Usual {

  private Usual() {}

  /**
   * The median over the batches of the newest ten runs that had any, of the last thousand. Batches
   * much smaller than the largest are left out: their fixed cost would make an item look dear. Uses
   * the unique key of run, backwards, and the primary key of batch.
   *
   * @return empty when no batch of it had an item
   */
  public static Optional<Duration> anItem(Handle handle, String schedule) {
    return handle
        .createQuery(
            """
            SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY micros / items)
              FROM (SELECT b.items, max(b.items) OVER () AS largest,
                           extract(epoch FROM b.finished_at - b.claimed_at)::float8 * 1000000 AS micros
                      FROM (SELECT id
                              FROM (SELECT id, planned_for, batches, state FROM run WHERE schedule = :schedule
                                     ORDER BY planned_for DESC LIMIT 1000) AS late
                             WHERE batches > 0 AND state = 'finished'
                             ORDER BY planned_for DESC LIMIT 10) AS newest
                     CROSS JOIN LATERAL (SELECT * FROM batch
                                          WHERE run_id = newest.id AND state = 'done' AND items > 0
                                          ORDER BY number DESC LIMIT 100) AS b) AS batches
             WHERE items * 4 >= largest
            """)
        .bind("schedule", schedule)
        .mapTo(Double.class)
        .findOne()
        .map(micros -> Duration.ofNanos(Math.round(micros * 1_000)));
  }
}
