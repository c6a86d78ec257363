package dev.quartermaster.jobs.batch;

import dev.quartermaster.jobs.node.NodeIdentity;
import dev.quartermaster.jobs.run.Run.Outcome;
import java.time.Duration;
import java.util.Collection;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of runs that are stopped before they are done, within a transaction. Each looks once more
 * while it holds the run's row: whoever claims a batch holds it too, so that none is claimed in
 * between.
 */
final class RunStop {

  private final Handle handle;
  private final long run;

  RunStop(Handle handle, long run) {
    this.handle = handle;
    this.run = run;
  }

  /** Stops it when a batch has been at work for longer than that. */
  void ifAtWorkFor(Duration most, String why) {
    stopIf(
        """
        EXISTS (SELECT FROM batch WHERE run_id = :run AND state = 'claimed'
                   AND claimed_at < qm_now() - make_interval(secs => :most))
        """,
        query -> query.bind("most", most.toMillis() / 1000.0),
        why);
  }

  /** Stops it when it goes on, and nobody has worked on it for so long. */
  void ifUntouchedFor(Duration least, String why) {
    stopIf(
        """
        coalesce(started_at, fired_at) < qm_now() - make_interval(secs => :least)
        AND NOT EXISTS (SELECT FROM batch
                         WHERE run_id = :run
                           AND (state = 'claimed'
                                OR greatest(claimed_at, finished_at) > qm_now() - make_interval(secs => :least)))
        """,
        query -> query.bind("least", least.toMillis() / 1000.0),
        why);
  }

  /** Stops it if it goes on, for one who is a member: who is taken for dead judges nothing. */
  void by(NodeIdentity me, String why) {
    stopIf(
        "EXISTS (SELECT FROM node n WHERE n.name = :node AND n.incarnation = :incarnation AND n.state = 'up')",
        query -> query.bind("node", me.name()).bind("incarnation", me.incarnation()),
        why);
  }

  /**
   * Stops it if it is still of none of these schedules, waits or goes on, and no node that is up
   * works on it.
   *
   * @return whether it was stopped
   */
  boolean ifAbandoned(Collection<String> declared, String why) {
    if (!isHeld("state IN ('waiting', 'running')", query -> query)) {
      return false;
    }
    boolean abandoned =
        is(
            """
            schedule <> ALL (:declared)
            AND NOT EXISTS (SELECT FROM batch b JOIN node n ON n.name = b.node AND n.incarnation = b.incarnation
                             WHERE b.run_id = run.id AND b.state = 'claimed' AND n.state = 'up')
            """,
            query -> query.bindArray("declared", String.class, declared.toArray()));
    if (abandoned) {
      now(why);
    }
    return abandoned;
  }

  private interface Values {
    Query in(Query query);
  }

  private void stopIf(String condition, Values values, String why) {
    if (isHeld("state = 'running'", query -> query) && is(condition, values)) {
      now(why);
    }
  }

  private boolean isHeld(String state, Values values) {
    return found("SELECT id FROM run WHERE id = :run AND " + state + " FOR NO KEY UPDATE", values);
  }

  private boolean is(String condition, Values values) {
    return found("SELECT id FROM run WHERE id = :run AND " + condition, values);
  }

  private boolean found(String sql, Values values) {
    return values
        .in(handle.createQuery(sql).bind("run", run))
        .mapTo(Long.class)
        .findOne()
        .isPresent();
  }

  /**
   * Stops it, whoever is at work: batches that are not done lose their claim, so that they cannot
   * commit.
   */
  void now(String why) {
    handle
        .createUpdate(
            """
            UPDATE batch SET state = 'failed', finished_at = qm_now(), error = 'the run was stopped',
                   node = coalesce(node, '-'), incarnation = coalesce(incarnation, gen_random_uuid())
             WHERE run_id = :run AND state IN ('claimed', 'ready')
            """)
        .bind("run", run)
        .execute();
    finish(Outcome.FAILED, why);
  }

  /** Puts its end on record. */
  void finish(Outcome outcome, @Nullable String error) {
    handle
        .createUpdate(
            """
            UPDATE run SET state = 'finished', outcome = :outcome, finished_at = qm_now(), error = :error
             WHERE id = :run
            """)
        .bind("outcome", outcome.word())
        .bind("error", error == null ? null : error.replace('\0', '?'))
        .bind("run", run)
        .execute();
    handle
        .createUpdate(
            """
            UPDATE schedule s SET items_done = items_done + d.items
              FROM run r, (SELECT sum(items) AS items FROM batch WHERE run_id = :run) AS d
             WHERE r.id = :run AND s.name = r.schedule AND d.items > 0
            """)
        .bind("run", run)
        .execute();
  }
}
