package dev.quartermaster.jobs.batch;

import dev.quartermaster.jobs.run.Run.Outcome;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The SQL of how a run ends, within a transaction that holds its row. */
final class RunEnd {

  /** Before a failed run is tried again; doubled before each further try. */
  static final Duration FIRST_WAIT = Duration.ofSeconds(10);

  static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

  private final Handle handle;
  private final long run;
  private final Schedule schedule;

  RunEnd(Handle handle, long run, Schedule schedule) {
    this.handle = handle;
    this.run = run;
    this.schedule = schedule;
  }

  /** Nothing is left to claim, and nobody is at work. */
  void end(Job job, boolean moreToDo, int tries) {
    Optional<String> error = firstError();
    if (error.isPresent() && tries <= schedule.when().retries()) {
      tryAgain(error.get(), tries);
      return;
    }
    Outcome outcome =
        error.isPresent() ? Outcome.FAILED : moreToDo ? Outcome.HANDED_ON : Outcome.SUCCEEDED;
    if (outcome == Outcome.SUCCEEDED && job instanceof BatchedJob batched) {
      batched.drained(handle);
    }
    finish(outcome, error.or(this::setAside).orElse(null));
  }

  /**
   * Stops it, whoever is at work: batches that are not done lose their claim, so that they cannot
   * commit.
   */
  void stop(String why) {
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

  private void finish(Outcome outcome, @Nullable String error) {
    handle
        .createUpdate(
            """
            UPDATE run SET state = 'finished', outcome = :outcome, finished_at = qm_now(), error = :error
             WHERE id = :run
            """)
        .bind("outcome", outcome.word())
        .bind("error", error)
        .bind("run", run)
        .execute();
    handle
        .createUpdate(
            """
            UPDATE schedule s SET items_done = items_done + d.items
              FROM (SELECT sum(items) AS items FROM batch WHERE run_id = :run) AS d
             WHERE s.name = :schedule AND d.items > 0
            """)
        .bind("run", run)
        .bind("schedule", schedule.name())
        .execute();
  }

  /** The same run once more, after a while, with what failed in it. */
  private void tryAgain(String error, int tries) {
    long wait =
        Math.min(FIRST_WAIT.toSeconds() << Math.min(tries - 1, 20), LONGEST_WAIT.toSeconds());
    handle
        .createUpdate("UPDATE batch SET state = 'ready' WHERE run_id = :run AND state = 'failed'")
        .bind("run", run)
        .execute();
    handle
        .createUpdate(
            """
            UPDATE run SET state = 'waiting', started_at = NULL, tries = tries + 1, error = :error,
                   not_before = qm_now() + make_interval(secs => :wait)
             WHERE id = :run
            """)
        .bind("error", error)
        .bind("wait", wait)
        .bind("run", run)
        .execute();
  }

  private Optional<String> firstError() {
    return handle
        .createQuery(
            """
            SELECT CASE WHEN slice = :whole THEN error ELSE 'batch ' || number || ': ' || error END
              FROM batch WHERE run_id = :run AND state = 'failed' ORDER BY number LIMIT 1
            """)
        .bind("run", run)
        .bind("whole", Claims.WHOLE)
        .mapTo(String.class)
        .findOne();
  }

  /** A run succeeds although items were set aside; it says so. */
  private Optional<String> setAside() {
    return handle
        .createQuery("SELECT count(*) FROM quarantine WHERE run_id = :run AND attempts = 1")
        .bind("run", run)
        .mapTo(Long.class)
        .findOne()
        .filter(items -> items > 0)
        .map(
            items ->
                "%d %s set aside: see 'quarantine list'"
                    .formatted(items, items == 1 ? "item was" : "items were"));
  }
}
