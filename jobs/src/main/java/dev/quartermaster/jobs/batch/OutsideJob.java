package dev.quartermaster.jobs.batch;

import dev.quartermaster.jobs.catchup.Missed;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Work that is done outside of the database, in one piece: a request, a program.
 *
 * <p>It is done at least once: when the node that does it dies, another begins it anew, as a
 * further attempt. So it should bear being done twice.
 */
public non-sealed interface OutsideJob extends Job {

  /**
   * Does it, and returns when it has succeeded.
   *
   * @throws Failed with what a person needs to know
   * @throws InterruptedException when it was told to stop: its time is up, the node leaves, or
   *     another node has taken it over. Nothing of it may go on after that.
   */
  void run(Assignment assignment) throws Failed, InterruptedException;

  /**
   * What is to be done now.
   *
   * @param run the run's id
   * @param plannedFor the planned time that it stands for; when it was forced, when that was
   * @param missed planned times before it that it stands for as well
   * @param attempt 1 at first; each further attempt at the same run adds one
   * @param maxRuntime after which it is interrupted
   */
  record Assignment(
      String schedule,
      long run,
      Instant plannedFor,
      Missed missed,
      int attempt,
      Duration maxRuntime,
      RunLog log) {

    /** How many planned times before its own it stands for. */
    public long misses() {
      return missed.count();
    }
  }

  /** It did not succeed; the message says why, and what was expected. */
  final class Failed extends Exception {
    public Failed(@Nullable String message) {
      super(message);
    }

    public Failed(@Nullable String message, Throwable cause) {
      super(message, cause);
    }
  }
}
