package dev.quartermaster.jobs.batch;

import dev.quartermaster.jobs.batch.Claim.Batch;
import dev.quartermaster.jobs.batch.Claim.OthersAtWork;
import dev.quartermaster.jobs.batch.Claim.Over;
import dev.quartermaster.jobs.node.NodeIdentity;
import dev.quartermaster.jobs.schedule.Schedule;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of claims. A claim is a short transaction that holds the run's row, so that slices are
 * cut one after the other; the work itself holds it not.
 */
final class Claims {

  /** A batch is tried this often, each time that its run is tried, before it counts as failed. */
  static final int ATTEMPTS = 3;

  /** After so many attempts, most of which ended with their node, the batch is at fault. */
  static final int LIVES = 2 * ATTEMPTS;

  /** The one slice of work that is not cut. */
  static final String WHOLE = "whole";

  /** The parts of a run's row that a claim needs. */
  private record RunRow(
      @Nullable String cursor, int batches, int tries, boolean timeIsUp, @Nullable String work) {}

  private final Handle handle;
  private final long run;
  private final Schedule schedule;
  private final Job job;
  private final NodeIdentity me;

  /** For one run of a schedule. */
  Claims(Handle handle, long run, Schedule schedule, Job job, NodeIdentity me) {
    this.handle = handle;
    this.run = run;
    this.schedule = schedule;
    this.job = job;
    this.me = me;
  }

  /**
   * The next batch: one whose node died or that is part of one that failed, an item that is due to
   * be tried again, else a new slice, else one that failed. Ends the run when none is left. A
   * process that was found dead, and has not joined again, gets none.
   *
   * @param inHand those batches of the run that this process works on at this moment
   * @param size items that a new slice should have
   */
  Claim next(Set<Batch> inHand, int size) {
    Optional<RunRow> locked = lock();
    if (locked.isEmpty()) {
      return new Over();
    }
    RunRow row = locked.get();
    if (row.work() != null && !row.work().equals(schedule.work().name())) {
      new RunStop(handle, run)
          .now(
              "stopped: it was begun as %s, and its schedule was changed to %s meanwhile"
                  .formatted(row.work(), schedule.work().name()));
      return new Over();
    }
    boolean anyBatch = row.batches() > 0;
    Optional<Batch> again = anyBatch ? takeOver(inHand, row) : Optional.empty();
    if (again.isPresent() && again.get().attempt() <= LIVES * row.tries()) {
      return again.get();
    } else if (again.isPresent()) {
      giveUp(again.get());
      return next(inHand, size);
    }
    Optional<Batch> item = row.timeIsUp() ? Optional.empty() : itemAgain(row.batches() + 1);
    if (item.isPresent()) {
      return item.get();
    }
    Optional<String> slice = cut(row, size);
    if (slice.isPresent() && !row.timeIsUp()) {
      return claim(row.batches() + 1, size, slice.get());
    }
    // Asked before retry(): a batch that fails in between is still at work, not given up.
    boolean othersAtWork = anyBatch && othersAtWork();
    Optional<Batch> failed = anyBatch && !row.timeIsUp() ? retry(row) : Optional.empty();
    if (failed.isPresent()) {
      return failed.get();
    }
    if (othersAtWork) {
      return new OthersAtWork();
    }
    boolean moreToDo = slice.isPresent() || (anyBatch && partsAreLeft());
    new RunEnd(handle, run, schedule).end(job, moreToDo, row.tries());
    return new Over();
  }

  /**
   * Uses the primary keys. Who is not a member does not claim: others would at once take over what
   * it claims.
   */
  private Optional<RunRow> lock() {
    return handle
        .createQuery(
            """
            SELECT cursor, batches, tries,
                   qm_now() > coalesce(started_at, fired_at) + make_interval(secs => :budget) AS time_is_up, work
              FROM run
             WHERE id = :run AND state = 'running'
               AND EXISTS (SELECT FROM node
                            WHERE name = :node AND incarnation = :incarnation AND node.state = 'up')
               FOR NO KEY UPDATE OF run
            """)
        .bind("run", run)
        .bind("node", me.name())
        .bind("incarnation", me.incarnation())
        .bind("budget", schedule.batching().timeBudget().toMillis() / 1000.0)
        .map(
            (row, context) ->
                new RunRow(
                    row.getString(1),
                    row.getInt(2),
                    row.getInt(3),
                    row.getBoolean(4) && job instanceof BatchedJob,
                    row.getString(5)))
        .findOne();
  }

  private Optional<String> cut(RunRow row, int size) {
    Optional<String> last = Optional.ofNullable(row.cursor());
    if (!(job instanceof BatchedJob batched)) {
      return last.isEmpty() ? Optional.of(WHOLE) : Optional.empty();
    }
    if (batched.untilNothingIsDone() && row.batches() > 0 && !lastWasOfUse()) {
      return Optional.empty();
    }
    return batched.cut(handle, last, size);
  }

  /**
   * One slice after the other: two at once would wait for the same rows, and the second find none
   * left and say that it was the last.
   */
  private boolean lastWasOfUse() {
    return handle
        .createQuery(
            "SELECT NOT EXISTS (SELECT FROM batch WHERE run_id = :run AND (state <> 'done' OR items = 0))")
        .bind("run", run)
        .mapTo(Boolean.class)
        .one();
  }

  /**
   * A claimed batch whose claimant's life is over becomes ours; its old claimant can no longer
   * commit it. So does a part of one that failed: the newest first, so that what is at fault is
   * soon found.
   */
  private Optional<Batch> takeOver(Set<Batch> inHand, RunRow row) {
    return claimAgain(
        """
        (b.state = 'ready' AND NOT :timeIsUp)
        OR (b.state = 'claimed' AND (
          NOT EXISTS (SELECT FROM node n
                       WHERE n.name = b.node AND n.incarnation = b.incarnation AND n.state = 'up')
          OR (b.incarnation = :incarnation AND b.number <> ALL (:inHand))))
        """,
        inHand,
        row);
  }

  /** It takes the nodes down that work on it. */
  private void giveUp(Batch batch) {
    String why = "given up: attempt %d ended with its node".formatted(batch.attempt() - 1);
    BatchEnd end = new BatchEnd(handle, batch, schedule, me);
    if (job instanceof BatchedJob batched) {
      RunLogs.line(
          handle,
          run,
          me.name(),
          end.isolate(batched, why).map(BatchEnd.Isolated::says).orElse(why));
    } else {
      end.failed(why);
    }
  }

  private Optional<Batch> retry(RunRow row) {
    return job instanceof BatchedJob
        ? claimAgain("b.state = 'failed' AND b.attempt < :most AND NOT :timeIsUp", Set.of(), row)
        : Optional.empty();
  }

  /**
   * Looks at a batch only once its row is locked: seen without the lock it could be one that its
   * old claimant is just committing. Does not wait for the lock: who has it holds no run's row up.
   */
  private Optional<Batch> claimAgain(String which, Set<Batch> inHand, RunRow row) {
    return handle
        .createQuery(
            """
            WITH again AS (
              SELECT b.run_id, b.number FROM batch b
               WHERE b.run_id = :run AND (
            """
                + which
                + """
               ) ORDER BY b.state = 'ready', b.number DESC LIMIT 1
                 FOR UPDATE SKIP LOCKED)
            UPDATE batch
               SET state = 'claimed', node = :node, incarnation = :incarnation,
                   attempt = attempt + 1, claimed_at = qm_now()
              FROM again
             WHERE batch.run_id = again.run_id AND batch.number = again.number
            RETURNING batch.number, batch.attempt, batch.slice, batch.item
            """)
        .bind("run", run)
        .bind("node", me.name())
        .bind("incarnation", me.incarnation())
        .bind("timeIsUp", row.timeIsUp())
        .bind("most", ATTEMPTS * row.tries())
        .bindArray("inHand", Integer.class, inHand.stream().map(Batch::number).toArray())
        .map(
            (found, context) ->
                batch(
                    found.getInt(1),
                    0,
                    found.getInt(2),
                    found.getString(3),
                    Optional.ofNullable(found.getString(4))))
        .findOne();
  }

  /** An item that was set aside and whose next try is due. */
  private Optional<Batch> itemAgain(int number) {
    return new Quarantine(handle, schedule.name())
        .nextTry()
        .map(entry -> insert(number, 0, entry.slice(), Optional.of(entry.item())));
  }

  private Batch claim(int number, int size, String slice) {
    handle
        .createUpdate("UPDATE run SET cursor = :slice WHERE id = :run")
        .bind("slice", slice)
        .bind("run", run)
        .execute();
    return insert(number, size, slice, Optional.empty());
  }

  private Batch insert(int number, int size, String slice, Optional<String> item) {
    handle
        .createUpdate("UPDATE run SET batches = :number, work = :work WHERE id = :run")
        .bind("number", number)
        .bind("work", schedule.work().name())
        .bind("run", run)
        .execute();
    handle
        .createUpdate(
            """
            INSERT INTO batch (run_id, number, state, slice, node, incarnation, item)
            VALUES (:run, :number, 'claimed', :slice, :node, :incarnation, :item)
            """)
        .bind("run", run)
        .bind("number", number)
        .bind("slice", slice)
        .bind("node", me.name())
        .bind("incarnation", me.incarnation())
        .bind("item", item.orElse(null))
        .execute();
    return batch(number, size, 1, slice, item);
  }

  private Batch batch(int number, int size, int attempt, String slice, Optional<String> item) {
    Set<String> aside = new Quarantine(handle, schedule.name()).asideBut(item);
    return new Batch(run, number, size, attempt, slice, item, aside);
  }

  /** Only when its time was up. */
  private boolean partsAreLeft() {
    return handle
        .createQuery("SELECT EXISTS (SELECT FROM batch WHERE run_id = :run AND state = 'ready')")
        .bind("run", run)
        .mapTo(Boolean.class)
        .one();
  }

  private boolean othersAtWork() {
    return handle
        .createQuery("SELECT EXISTS (SELECT FROM batch WHERE run_id = :run AND state = 'claimed')")
        .bind("run", run)
        .mapTo(Boolean.class)
        .one();
  }
}
