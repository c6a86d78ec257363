package dev.quartermaster.jobs.run;

import dev.quartermaster.alerts.timetable.Timetable;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.db.notice.Notices;
import dev.quartermaster.jobs.catchup.Missed;
import dev.quartermaster.jobs.run.Run.Cause;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Runs the planned times of a span that had no run, by hand. */
public final class Backfilling {

  /** More are not taken at once. */
  public static final int MOST = 10_000;

  private Backfilling() {}

  /** The planned times from {@code from} to {@code to}, both inclusive, oldest first. */
  public static List<Instant> planned(Timetable timetable, Instant from, Instant to) {
    List<Instant> planned = new ArrayList<>();
    Instant at = timetable.next(from.minusNanos(1));
    while (!at.isAfter(to) && planned.size() <= MOST) {
      planned.add(at);
      at = timetable.next(at);
    }
    return planned;
  }

  /** Of these planned times the ones that have no run. */
  public static List<Instant> withoutRun(Handle handle, String schedule, List<Instant> planned) {
    List<Instant> had =
        handle
            .createQuery(
                """
                SELECT planned_for FROM run
                 WHERE schedule = :schedule AND planned_for = ANY (:planned::timestamptz[])
                   AND outcome IS DISTINCT FROM 'skipped'
                """)
            .bind("schedule", schedule)
            .bindArray("planned", String.class, planned.stream().map(Instant::toString).toArray())
            .mapTo(Instant.class)
            .list();
    return planned.stream().filter(at -> !had.contains(at)).toList();
  }

  /**
   * Puts the runs on record; they start one after the other, beside what is due now.
   *
   * @param every the least distance between two starts
   * @return the runs; fewer than asked for when others were as quick
   */
  public static List<Run> start(
      Database database, Schedule schedule, List<Instant> planned, Duration every, String by) {
    return database.transaction(
        handle -> {
          Standing.hold(handle, Map.of(schedule.name(), schedule.when()));
          Instant start = DatabaseClock.now(handle);
          List<Opening> openings = new ArrayList<>();
          for (Instant at : planned) {
            openings.add(
                Opening.now(schedule.name(), at, Cause.BACKFILL, Missed.NONE).waitsUntil(start));
            start = start.plus(every);
          }
          forgetSkipped(handle, schedule.name(), planned);
          List<Run> runs = Openings.open(handle, openings, by);
          Notices.send(handle, database.settings().schema(), Runs.NOTICE);
          return runs;
        });
  }

  /** That a planned time was skipped makes way for its run. */
  private static void forgetSkipped(Handle handle, String schedule, List<Instant> planned) {
    handle
        .createUpdate(
            """
            DELETE FROM run
             WHERE schedule = :schedule AND outcome = 'skipped' AND planned_for = ANY (:planned::timestamptz[])
            """)
        .bind("schedule", schedule)
        .bindArray("planned", String.class, planned.stream().map(Instant::toString).toArray())
        .execute();
  }
}
