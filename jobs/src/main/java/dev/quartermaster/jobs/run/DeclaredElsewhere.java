package dev.quartermaster.jobs.run;

import dev.quartermaster.alerts.timetable.Timetable;
import dev.quartermaster.jobs.schedule.Schedule.Backfill;
import dev.quartermaster.jobs.schedule.Schedule.CatchUp;
import dev.quartermaster.jobs.schedule.Schedule.Overlap;
import dev.quartermaster.jobs.schedule.Schedule.When;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What a node with a newer configuration declared: enough to fire it, not to do its work. */
public final class DeclaredElsewhere {

  private DeclaredElsewhere() {}

  /**
   * When a schedule fires; empty when it is declared no more.
   *
   * @param timetable as its trigger has it
   */
  public static Optional<When> when(Handle handle, String schedule, Timetable timetable) {
    return handle
        .createQuery("SELECT * FROM schedule WHERE name = :schedule AND dropped_at IS NULL")
        .bind("schedule", schedule)
        .map(
            (row, context) ->
                new When(
                    timetable,
                    CatchUp.valueOf(row.getString("catch_up").toUpperCase(Locale.ROOT)),
                    new Backfill(
                        Duration.ofSeconds(row.getLong("backfill_window_s")),
                        row.getInt("backfill_limit"),
                        row.getBoolean("backfill_newest_first"),
                        Duration.ofSeconds(row.getLong("backfill_every_s"))),
                    Overlap.valueOf(row.getString("overlap").toUpperCase(Locale.ROOT)),
                    Duration.ofSeconds(row.getLong("jitter_s")),
                    row.getInt("retries")))
        .findOne();
  }
}
