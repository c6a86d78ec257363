package dev.quartermaster.jobs.batch;

import dev.quartermaster.jobs.run.Run.Outcome;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

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
    new RunStop(handle, run).finish(outcome, error.or(this::setAside).orElse(null));
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
