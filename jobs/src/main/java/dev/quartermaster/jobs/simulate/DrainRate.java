package dev.quartermaster.jobs.simulate;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * How fast a backlog will be worked off.
 *
 * @param measured what it rests on; empty when no run was large enough to tell
 * @param nodes that are up now, one at least: nothing drains without
 */
public record DrainRate(Optional<Measured> measured, int nodes) {

  /** Items a second, until a run has been measured: a cautious figure for a small machine. */
  public static final double UNMEASURED = 5_000;

  /**
   * A run by which the rate is known.
   *
   * @param nodes that worked on it
   */
  public record Measured(Instant plannedFor, long items, int nodes, double perSecond) {}

  /**
   * Items a second of all nodes together. More nodes than have been measured are not counted upon:
   * the database may be what holds them back.
   */
  public double perSecond() {
    return measured
        .map(run -> run.perSecond() * Math.min(1, (double) nodes / run.nodes()))
        .orElse(UNMEASURED);
  }

  /**
   * By the newest run that did enough to tell, among the newest two thousand that did anything.
   * Walks the runs of the schedule by their planned times, and the primary key of batches.
   */
  public static DrainRate of(Handle handle, String schedule, int nodesUp) {
    Optional<Measured> measured =
        handle
            .createQuery(
                """
                SELECT r.planned_for, done.items, done.nodes, done.items / greatest(done.seconds, 0.001) AS rate
                  FROM (SELECT id, planned_for FROM run
                         WHERE schedule = :schedule AND batches > 0
                         ORDER BY planned_for DESC LIMIT 2000) AS r
                 CROSS JOIN LATERAL (
                       SELECT sum(b.items)::bigint AS items, count(DISTINCT b.node)::int AS nodes,
                              extract(epoch FROM max(b.finished_at) - min(b.claimed_at))::float8 AS seconds
                         FROM batch b
                        WHERE b.run_id = r.id AND b.state = 'done' AND b.items > 0) AS done
                 WHERE done.items >= 1000
                 ORDER BY r.planned_for DESC LIMIT 1
                """)
            .bind("schedule", schedule)
            .map(
                (row, context) ->
                    new Measured(
                        row.getTimestamp("planned_for").toInstant(),
                        row.getLong("items"),
                        row.getInt("nodes"),
                        row.getDouble("rate")))
            .findOne();
    return new DrainRate(measured, Math.max(1, nodesUp));
  }
}
