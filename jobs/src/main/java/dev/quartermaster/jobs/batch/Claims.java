package dev.quartermaster.jobs.batch;

import dev.quartermaster.jobs.batch.Claim.Batch;
import dev.quartermaster.jobs.batch.Claim.OthersAtWork;
import dev.quartermaster.jobs.batch.Claim.Over;
import dev.quartermaster.jobs.node.NodeIdentity;
import dev.quartermaster.jobs.run.Run.Outcome;
import dev.quartermaster.jobs.schedule.Schedule.Batching;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of batches. A claim is a short transaction that holds the run's row, so that slices are
 * cut one after the other; the work itself holds it not.
 */
final class Claims {

  /** A batch is tried this often before its run counts as failed. */
  static final int ATTEMPTS = 3;

  /** The parts of a run's row that a claim needs. */
  private record RunRow(@Nullable String cursor, int batches, boolean timeIsUp) {}

  private final Handle handle;
  private final long run;
  private final NodeIdentity me;
  private final Set<Batch> inHand;

  /**
   * For one run.
   *
   * @param inHand those of its batches that this process works on at this moment
   */
  Claims(Handle handle, long run, NodeIdentity me, Set<Batch> inHand) {
    this.handle = handle;
    this.run = run;
    this.me = me;
    this.inHand = inHand;
  }

  /**
   * The next batch: one whose node died, else a new slice, else one that failed. Ends the run when
   * none is left. A process that was found dead, and has not joined again, gets none.
   */
  Claim next(BatchedJob job, Batching batching) {
    Optional<RunRow> row = lock(batching);
    if (row.isEmpty()) {
      return new Over();
    }
    Optional<Batch> orphan = takeOver();
    if (orphan.isPresent()) {
      return orphan.get();
    }
    boolean timeIsUp = row.get().timeIsUp();
    Optional<String> slice =
        job.cut(handle, Optional.ofNullable(row.get().cursor()), batching.size());
    if (slice.isPresent() && !timeIsUp) {
      return claim(row.get().batches() + 1, slice.get());
    }
    // Asked before retry(): a batch that fails in between is still at work, not given up.
    boolean othersAtWork = othersAtWork();
    Optional<Batch> failed = timeIsUp ? Optional.empty() : retry();
    if (failed.isPresent()) {
      return failed.get();
    }
    if (othersAtWork) {
      return new OthersAtWork();
    }
    end(job, slice.isPresent());
    return new Over();
  }

  /**
   * Uses the primary keys. Who is not a member does not claim: others would at once take over what
   * it claims.
   */
  private Optional<RunRow> lock(Batching batching) {
    return handle
        .createQuery(
            """
            SELECT cursor, batches, qm_now() > fired_at + make_interval(secs => :budget) AS time_is_up
              FROM run
             WHERE id = :run AND state = 'running'
               AND EXISTS (SELECT FROM node
                            WHERE name = :node AND incarnation = :incarnation AND node.state = 'up')
               FOR NO KEY UPDATE OF run
            """)
        .bind("run", run)
        .bind("node", me.name())
        .bind("incarnation", me.incarnation())
        .bind("budget", batching.timeBudget().toMillis() / 1000.0)
        .map((row, context) -> new RunRow(row.getString(1), row.getInt(2), row.getBoolean(3)))
        .findOne();
  }

  /**
   * A claimed batch whose claimant's life is over becomes ours; its old claimant can no longer
   * commit it.
   */
  private Optional<Batch> takeOver() {
    return claimAgain(
        """
        b.state = 'claimed' AND (
          NOT EXISTS (SELECT FROM node n
                       WHERE n.name = b.node AND n.incarnation = b.incarnation AND n.state = 'up')
          OR (b.incarnation = :incarnation AND b.number <> ALL (:inHand)))
        """);
  }

  private Optional<Batch> retry() {
    return claimAgain("b.state = 'failed' AND b.attempt < " + ATTEMPTS);
  }

  /**
   * Looks at a batch only once its row is locked: seen without the lock it could be one that its
   * old claimant is just committing. Does not wait for the lock: who has it holds no run's row up.
   */
  private Optional<Batch> claimAgain(String which) {
    return handle
        .createQuery(
            """
            WITH again AS (
              SELECT b.run_id, b.number FROM batch b
               WHERE b.run_id = :run AND
            """
                + which
                + """
               ORDER BY b.number LIMIT 1
                 FOR UPDATE SKIP LOCKED)
            UPDATE batch
               SET state = 'claimed', node = :node, incarnation = :incarnation,
                   attempt = attempt + 1, claimed_at = qm_now()
              FROM again
             WHERE batch.run_id = again.run_id AND batch.number = again.number
            RETURNING batch.number, batch.attempt, batch.slice
            """)
        .bind("run", run)
        .bind("node", me.name())
        .bind("incarnation", me.incarnation())
        .bindArray("inHand", Integer.class, inHand.stream().map(Batch::number).toArray())
        .map((row, context) -> new Batch(run, row.getInt(1), row.getInt(2), row.getString(3)))
        .findOne();
  }

  private Batch claim(int number, String slice) {
    handle
        .createUpdate("UPDATE run SET cursor = :slice, batches = :number WHERE id = :run")
        .bind("slice", slice)
        .bind("number", number)
        .bind("run", run)
        .execute();
    handle
        .createUpdate(
            """
            INSERT INTO batch (run_id, number, state, slice, node, incarnation)
            VALUES (:run, :number, 'claimed', :slice, :node, :incarnation)
            """)
        .bind("run", run)
        .bind("number", number)
        .bind("slice", slice)
        .bind("node", me.name())
        .bind("incarnation", me.incarnation())
        .execute();
    return new Batch(run, number, 1, slice);
  }

  private boolean othersAtWork() {
    return handle
        .createQuery("SELECT EXISTS (SELECT FROM batch WHERE run_id = :run AND state = 'claimed')")
        .bind("run", run)
        .mapTo(Boolean.class)
        .one();
  }

  private void end(BatchedJob job, boolean moreToDo) {
    Optional<String> error = firstError();
    Outcome outcome =
        error.isPresent() ? Outcome.FAILED : moreToDo ? Outcome.HANDED_ON : Outcome.SUCCEEDED;
    if (outcome == Outcome.SUCCEEDED) {
      job.drained(handle);
    }
    handle
        .createUpdate(
            """
            UPDATE run SET state = 'finished', outcome = :outcome, finished_at = qm_now(), error = :error
             WHERE id = :run
            """)
        .bind("outcome", outcome.word())
        .bind("error", error.orElse(null))
        .bind("run", run)
        .execute();
  }

  private Optional<String> firstError() {
    return handle
        .createQuery(
            "SELECT 'batch ' || number || ': ' || error FROM batch WHERE run_id = :run AND state = 'failed' ORDER BY number LIMIT 1")
        .bind("run", run)
        .mapTo(String.class)
        .findOne();
  }

  /**
   * Marks a batch done, in the transaction of its work.
   *
   * @throws LostClaim when another node has taken it over: the transaction must not commit
   */
  static void done(Handle handle, Batch batch, NodeIdentity me, long items) {
    if (finish(handle, batch, me, "done", items, null) == 0) {
      throw new LostClaim(batch);
    }
  }

  /**
   * Marks a batch failed, in a transaction after that of its work was rolled back; lost claims are
   * let be.
   */
  static void failed(Handle handle, Batch batch, NodeIdentity me, String error) {
    finish(handle, batch, me, "failed", null, error);
  }

  private static int finish(
      Handle handle,
      Batch batch,
      NodeIdentity me,
      String state,
      @Nullable Long items,
      @Nullable String error) {
    return handle
        .createUpdate(
            """
            UPDATE batch SET state = :state, finished_at = qm_now(), items = :items, error = :error
             WHERE run_id = :run AND number = :number AND attempt = :attempt
               AND incarnation = :incarnation AND state = 'claimed'
            """)
        .bind("state", state)
        .bind("items", items)
        .bind("error", error)
        .bind("run", batch.run())
        .bind("number", batch.number())
        .bind("attempt", batch.attempt())
        .bind("incarnation", me.incarnation())
        .execute();
  }

  /** Another node has taken this batch over: this process had been given up for dead. */
  static final class LostClaim extends RuntimeException {
    LostClaim(Batch batch) {
      super(
          "batch %d of run %d was taken over by another node"
              .formatted(batch.number(), batch.run()));
    }
  }
}
