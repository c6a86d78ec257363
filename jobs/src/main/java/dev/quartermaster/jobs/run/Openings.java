package dev.quartermaster.jobs.run;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The SQL that puts runs on record, many in one statement. */
final class Openings {

  private Openings() {}

  /**
   * Opens runs; those of planned times that have one already, running or ended, are left out (I6).
   */
  static List<Run> open(Handle handle, Collection<Opening> openings, String firedBy) {
    if (openings.isEmpty()) {
      return List.of();
    }
    return handle
        .createQuery(
            """
            INSERT INTO run (schedule, planned_for, state, cause, forced, fired_by, not_before, started_at,
                             misses, first_missed, last_missed, outcome, finished_at, error)
            SELECT o.schedule, o.planned_for, o.state, o.cause, o.cause = 'forced', :firedBy, o.not_before,
                   CASE WHEN o.state = 'running' THEN qm_now() END,
                   o.misses, o.first_missed, o.last_missed,
                   CASE WHEN o.state = 'finished' THEN 'skipped' END,
                   CASE WHEN o.state = 'finished' THEN qm_now() END, o.why
              FROM unnest(:schedule, :plannedFor::timestamptz[], :state, :cause, :notBefore::timestamptz[],
                          :misses, :first::timestamptz[], :last::timestamptz[], :why)
                   AS o (schedule, planned_for, state, cause, not_before, misses, first_missed, last_missed, why)
             ORDER BY o.planned_for
            ON CONFLICT (schedule, planned_for) DO NOTHING
            RETURNING *
            """)
        .bind("firedBy", firedBy)
        .bindArray("schedule", String.class, column(openings, Opening::schedule))
        .bindArray("plannedFor", String.class, column(openings, o -> text(o.plannedFor())))
        .bindArray("state", String.class, column(openings, Opening::state))
        .bindArray("cause", String.class, column(openings, o -> o.cause().word()))
        .bindArray("notBefore", String.class, column(openings, o -> text(o.notBefore())))
        .bindArray("misses", Long.class, column(openings, o -> o.missed().count()))
        .bindArray("first", String.class, column(openings, o -> text(o.missed().first())))
        .bindArray("last", String.class, column(openings, o -> text(o.missed().last())))
        .bindArray("why", String.class, column(openings, o -> o.skipped().orElse(null)))
        .map((row, context) -> Runs.run(row))
        .list();
  }

  private static @Nullable Object[] column(
      Collection<Opening> openings, Function<Opening, @Nullable Object> value) {
    return openings.stream().map(value).toArray();
  }

  private static String text(Instant at) {
    return at.toString();
  }

  private static @Nullable String text(Optional<Instant> at) {
    return at.map(Instant::toString).orElse(null);
  }
}
