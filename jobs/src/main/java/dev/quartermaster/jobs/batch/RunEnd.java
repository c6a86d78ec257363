package dev.quartermaster.jobs.batch;

import dev.quartermaster.jobs.run.Run.Outcome;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

  /** Stops a run of which a batch has been at work for longer than it may. */
  void stopIfOvertime(Duration most) {
    handle
        .createQuery(
            """
            SELECT id FROM run
             WHERE id = :run AND state = 'running'
               AND EXISTS (SELECT FROM batch WHERE run_id = run.id AND state = 'claimed'
                              AND claimed_at < qm_now() - make_interval(secs => :most))
               FOR NO KEY UPDATE
            """)
        .bind("run", run)
        .bind("most", most.toMillis() / 1000.0)
        .mapTo(Long.class)
        .findOne()
        .ifPresent(
            found ->
                stop(
                    "stopped: it was not done within max-runtime %s"
                        .formatted(schedule.limits().maxRuntime())));
  }

  /** Stops it if it goes on and nobody works on it. */
  void stopIfUntouched(String why) {
    handle
        .createQuery(
            """
            SELECT id FROM run
             WHERE id = :run AND state = 'running'
               AND NOT EXISTS (SELECT FROM batch WHERE run_id = run.id AND state = 'claimed')
               FOR NO KEY UPDATE
            """)
        .bind("run", run)
        .mapTo(Long.class)
        .findOne()
        .ifPresent(found -> stop(why));
  }

  /** Stops it if it goes on. */
  void stopIfRunning(String why) {
    handle
        .createQuery("SELECT id FROM run WHERE id = :run AND state = 'running' FOR NO KEY UPDATE")
        .bind("run", run)
        .mapTo(Long.class)
        .findOne()
        .ifPresent(found -> stop(why));
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
        .bind("error", error == null ? null : error.replace('\0', '?'))
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

  /** A run succeeds although items fail by themselves; it says so. */
  private Optional<String> setAside() {
    return handle
        .createQuery(
            """
            SELECT count(*) FILTER (WHERE attempts = 1), count(*) FILTER (WHERE attempts > 1)
              FROM quarantine WHERE run_id = :run
            """)
        .bind("run", run)
        .map((row, context) -> words(row.getLong(1), row.getLong(2)))
        .one();
  }

  private static Optional<String> words(long aside, long again) {
    if (aside + again == 0) {
      return Optional.empty();
    }
    List<String> parts = new ArrayList<>();
    if (aside > 0) {
      parts.add("%,d %s set aside".formatted(aside, aside == 1 ? "item was" : "items were"));
    }
    if (again > 0) {
      parts.add("%,d %s failed again".formatted(again, again == 1 ? "item" : "items"));
    }
    return Optional.of(String.join(", ", parts) + ": see 'quarantine list'");
  }
}
