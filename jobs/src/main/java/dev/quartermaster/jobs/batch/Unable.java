package dev.quartermaster.jobs.batch;

import dev.quartermaster.db.Database;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Runs whose job this process does not have. Another may have it; but a run that nobody begins
 * while this process looks on is ended, with the reason. For one thread.
 */
final class Unable {

  /** For as long another node may still come that has the job. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Map<Long, Long> since = new HashMap<>();

  /** Sees that a run waits for somebody who has its job. */
  void waits(Database database, Run run, Schedule schedule) {
    long now = System.nanoTime();
    long first = since.computeIfAbsent(run.id(), id -> now);
    if (now - first > PATIENCE.toNanos()) {
      since.remove(run.id());
      database.run(
          handle ->
              new RunEnd(handle, run.id(), schedule)
                  .stopIfUntouched(
                      "stopped: for %s no node that is up had its job, '%s' of kind '%s'"
                          .formatted(PATIENCE, schedule.name(), schedule.work().kind())));
    }
  }
}
