package dev.quartermaster.ops.cli;

import dev.quartermaster.jobs.batch.Guarantee;
import dev.quartermaster.jobs.quartz.Repair;
import dev.quartermaster.jobs.quartz.Repairs;
import dev.quartermaster.jobs.run.CatchUps;
import dev.quartermaster.jobs.run.CatchUps.CatchUp;
import dev.quartermaster.jobs.run.Pauses;
import dev.quartermaster.jobs.run.Pauses.Pause;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.ops.status.Status.ScheduleStatus;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * How a schedule stands.
 *
 * @param promise what its job stands for, and whether it holds
 * @param decided the newest decision about missed times
 * @param newest its newest run, by itself or by hand
 * @param repairs of its trigger, newest first
 */
record ScheduleDetail(
    ScheduleStatus status,
    Optional<Pause> pause,
    Optional<Promise> promise,
    Optional<CatchUp> decided,
    Optional<RunView> newest,
    List<Repair> repairs) {

  private static final int NEWEST = 3;

  /**
   * An outcome that was asked for.
   *
   * @param violations how many violate it now; 0 when it holds
   */
  record Promise(String says, long violations) {
    String words() {
      return says + (violations == 0 ? ": holds" : ": violated by %,d".formatted(violations));
    }
  }

  static ScheduleDetail read(
      Handle handle, Schedule schedule, ScheduleStatus status, Optional<Guarantee> guarantee) {
    return new ScheduleDetail(
        status,
        Pauses.of(handle, schedule.name()),
        guarantee.map(its -> new Promise(its.says(), violations(handle, its))),
        CatchUps.of(handle, schedule.name(), 1).stream().findFirst(),
        RunView.history(handle, schedule.name(), 1).stream().findFirst(),
        Repairs.newest(handle, schedule.name(), NEWEST));
  }

  private static long violations(Handle handle, Guarantee guarantee) {
    return handle.createQuery(guarantee.violations()).mapTo(Long.class).one();
  }
}
