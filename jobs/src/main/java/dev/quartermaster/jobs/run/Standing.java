package dev.quartermaster.jobs.run;

import dev.quartermaster.jobs.schedule.Schedule.When;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What the record says of a schedule, while its row is held: one firing of it at a time.
 *
 * @param through the newest planned time that was decided upon; empty when none was
 * @param unfinished its runs that wait or go on
 */
record Standing(
    String schedule,
    Instant declaredAt,
    Optional<Instant> through,
    boolean paused,
    List<Run> unfinished) {

  /** Every planned time up to then was decided. */
  Instant decidedThrough() {
    return through.filter(declaredAt::isBefore).orElse(declaredAt);
  }

  /** The run of now that is not over: one that catches up is none of it. */
  Optional<Run> current() {
    return unfinished.stream().filter(run -> run.cause() != Run.Cause.BACKFILL).findFirst();
  }

  boolean oneWaits() {
    return unfinished.stream().anyMatch(run -> run.waits() && run.cause() != Run.Cause.BACKFILL);
  }

  Standing with(Instant decided, Collection<Run> opened) {
    List<Run> now =
        Stream.concat(unfinished.stream(), opened.stream())
            .filter(run -> run.end().isEmpty())
            .toList();
    return new Standing(schedule, declaredAt, Optional.of(decided), paused, now);
  }

  /**
   * Holds the rows of these schedules, in the order of their names, until the transaction ends; one
   * that was never declared is declared now.
   */
  static Map<String, Standing> hold(Handle handle, Map<String, When> schedules) {
    Map<String, Standing> held = hold(handle, schedules.keySet());
    if (held.size() == schedules.size()) {
      return held;
    }
    Map<String, When> unknown = new HashMap<>(schedules);
    unknown.keySet().removeAll(held.keySet());
    Declarations.declared(handle, unknown);
    return hold(handle, schedules.keySet());
  }

  private static Map<String, Standing> hold(Handle handle, Collection<String> schedules) {
    Object[] names = schedules.toArray();
    Map<String, Standing> standings = new HashMap<>();
    List<Standing> rows =
        handle
            .createQuery(
                """
                SELECT name, declared_at, paused_at IS NOT NULL AS paused, planned_through AS through
                  FROM schedule WHERE name = ANY (:names)
                 ORDER BY name FOR NO KEY UPDATE
                """)
            .bindArray("names", String.class, names)
            .map((row, context) -> standing(row))
            .list();
    Map<String, List<Run>> unfinished = unfinished(handle, names);
    rows.forEach(
        row ->
            standings.put(
                row.schedule(),
                new Standing(
                    row.schedule(),
                    row.declaredAt(),
                    row.through(),
                    row.paused(),
                    unfinished.getOrDefault(row.schedule(), List.of()))));
    return standings;
  }

  private static Standing standing(ResultSet row) throws SQLException {
    return new Standing(
        row.getString("name"),
        row.getObject("declared_at", OffsetDateTime.class).toInstant(),
        Optional.ofNullable(row.getObject("through", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant),
        row.getBoolean("paused"),
        List.of());
  }

  private static Map<String, List<Run>> unfinished(Handle handle, @Nullable Object[] names) {
    return handle
        .createQuery(
            """
            SELECT * FROM run
             WHERE state IN ('waiting', 'running') AND schedule = ANY (:names)
             ORDER BY id
            """)
        .bindArray("names", String.class, names)
        .map((row, context) -> Runs.run(row))
        .stream()
        .collect(Collectors.groupingBy(Run::schedule));
  }

  /** Writes down up to where it is decided. */
  static void decided(Handle handle, Map<String, Instant> through) {
    if (through.isEmpty()) {
      return;
    }
    handle
        .createUpdate(
            """
            UPDATE schedule s
               SET planned_through = CASE WHEN s.planned_through > qm_now() + interval '5 seconds' THEN d.through
                                          ELSE greatest(s.planned_through, d.through) END
              FROM unnest(:names, :through::timestamptz[]) AS d (name, through)
             WHERE s.name = d.name
            """)
        .bindArray("names", String.class, through.keySet().toArray())
        .bindArray(
            "through", String.class, through.values().stream().map(Instant::toString).toArray())
        .execute();
  }
}
