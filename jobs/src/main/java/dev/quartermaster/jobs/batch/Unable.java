package dev.quartermaster.jobs.batch;

import dev.quartermaster.db.Database;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;

/**
 * Runs whose job this process does not have. Another may have it; but a run that nobody works on
 * while this process looks on is ended, with the reason.
 */
final class Unable {

  /** For as long another node may still come that has the job. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private final long began = System.nanoTime();

  /** Sees that a run waits for somebody who has its job. */
  void waits(Database database, Run run, Schedule schedule) {
    if (System.nanoTime() - began > PATIENCE.toNanos()) {
      database.run(
          handle ->
              new RunStop(handle, run.id())
                  .ifUntouchedFor(
                      PATIENCE,
                      "stopped: for %s no node that is up had its job, '%s' of kind '%s'"
                          .formatted(PATIENCE, schedule.name(), schedule.work().kind())));
    }
  }
}
