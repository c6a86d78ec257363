package dev.quartermaster.jobs.run;

import dev.quartermaster.alerts.timetable.Timetables;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.Backfill;
import dev.quartermaster.jobs.schedule.Schedule.CatchUp;
import dev.quartermaster.jobs.schedule.Schedule.Overlap;
import dev.quartermaster.jobs.schedule.Schedule.When;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SQL of what is declared: the newest configuration's schedules, for every node. A schedule
 * that is declared no more is kept for its history.
 */
public final class Declarations {

  private static final Logger LOG = LoggerFactory.getLogger(Declarations.class);

  private Declarations() {}

  /**
   * Notes these schedules, thousands at once. In the order of the primary key, so that two nodes
   * that declare the same cannot deadlock.
   *
   * @return the names of those that are new, come back, or differ from what was declared before
   */
  public static Set<String> declared(Handle handle, Collection<Schedule> schedules) {
    return declared(
        handle, schedules.stream().collect(Collectors.toMap(Schedule::name, Schedule::when)));
  }

  /** The same, by name. */
  static Set<String> declared(Handle handle, Map<String, When> schedules) {
    List<String> names = List.copyOf(schedules.keySet());
    List<When> when = names.stream().map(schedules::get).map(Objects::requireNonNull).toList();
    List<Backfill> backfill = when.stream().map(When::backfill).toList();
    return handle
        .createQuery(
            """
            INSERT INTO schedule AS s (name, timetable, catch_up, overlap, jitter_s, retries,
                   backfill_window_s, backfill_limit, backfill_newest_first, backfill_every_s)
            SELECT * FROM unnest(:names::text[], :timetables::text[], :catchUps::text[], :overlaps::text[],
                   :jitters::bigint[], :retries::int[], :windows::bigint[], :limits::int[],
                   :newestFirst::boolean[], :paces::bigint[])
             ORDER BY 1
            ON CONFLICT (name) DO UPDATE
               SET timetable = excluded.timetable, catch_up = excluded.catch_up, overlap = excluded.overlap,
                   jitter_s = excluded.jitter_s, retries = excluded.retries,
                   backfill_window_s = excluded.backfill_window_s, backfill_limit = excluded.backfill_limit,
                   backfill_newest_first = excluded.backfill_newest_first,
                   backfill_every_s = excluded.backfill_every_s, dropped_at = NULL,
                   declared_at = CASE WHEN s.timetable = excluded.timetable AND s.dropped_at IS NULL
                                      THEN s.declared_at ELSE qm_now() END
             WHERE s.dropped_at IS NOT NULL
                OR (s.timetable, s.catch_up, s.overlap, s.jitter_s, s.retries, s.backfill_window_s,
                    s.backfill_limit, s.backfill_newest_first, s.backfill_every_s)
                   IS DISTINCT FROM
                   (excluded.timetable, excluded.catch_up, excluded.overlap, excluded.jitter_s, excluded.retries,
                    excluded.backfill_window_s, excluded.backfill_limit, excluded.backfill_newest_first,
                    excluded.backfill_every_s)
            RETURNING name
            """)
        .bindArray("names", String.class, names.toArray())
        .bindArray("timetables", String.class, each(when, one -> one.timetable().definition()))
        .bindArray("catchUps", String.class, each(when, one -> word(one.catchUp())))
        .bindArray("overlaps", String.class, each(when, one -> word(one.overlap())))
        .bindArray("jitters", Long.class, each(when, one -> one.jitter().toSeconds()))
        .bindArray("retries", Integer.class, each(when, When::retries))
        .bindArray("windows", Long.class, each(backfill, one -> one.window().toSeconds()))
        .bindArray("limits", Integer.class, each(backfill, Backfill::limit))
        .bindArray("newestFirst", Boolean.class, each(backfill, Backfill::newestFirst))
        .bindArray("paces", Long.class, each(backfill, one -> one.every().toSeconds()))
        .mapTo(String.class)
        .set();
  }

  private static <T, R> Object[] each(List<T> all, Function<T, R> part) {
    return all.stream().map(part).toArray();
  }

  /**
   * Notes that no other schedules than these are declared.
   *
   * @return the names of those that were until now
   */
  public static Set<String> dropped(Handle handle, Collection<String> kept) {
    return handle
        .createQuery(
            """
            UPDATE schedule s SET dropped_at = qm_now()
              -- In the order in which those hold the rows who fire.
              FROM (SELECT name FROM schedule WHERE dropped_at IS NULL AND name <> ALL (:kept)
                     ORDER BY name FOR NO KEY UPDATE) AS d
             WHERE s.name = d.name
            RETURNING s.name
            """)
        .bindArray("kept", String.class, kept.toArray())
        .mapTo(String.class)
        .set();
  }

  /**
   * When declared schedules fire, for a node whose own configuration does not have them.
   *
   * @throws IllegalArgumentException when a newer version has written what this one cannot read
   */
  public static Map<String, When> of(Handle handle, Collection<String> names) {
    return handle
        .createQuery("SELECT * FROM schedule WHERE name = ANY (:names) AND dropped_at IS NULL")
        .bindArray("names", String.class, names.toArray())
        .map((row, context) -> Map.entry(row.getString("name"), when(row)))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** When every declared schedule fires; what cannot be read was written by a newer version. */
  public static Map<String, When> all(Handle handle) {
    Map<String, When> all = new HashMap<>();
    handle
        .createQuery("SELECT * FROM schedule WHERE dropped_at IS NULL")
        .map(
            (row, context) -> {
              try {
                return Optional.of(Map.entry(row.getString("name"), when(row)));
              } catch (IllegalArgumentException e) {
                LOG.debug("'{}' is declared as only a newer version knows.", row.getString("name"));
                return Optional.<Map.Entry<String, When>>empty();
              }
            })
        .forEach(one -> one.ifPresent(found -> all.put(found.getKey(), found.getValue())));
    return all;
  }

  /** The definition of each declared schedule's timetable. */
  public static Map<String, String> timetables(Handle handle) {
    return handle
        .createQuery("SELECT name, timetable FROM schedule WHERE dropped_at IS NULL")
        .map((row, context) -> Map.entry(row.getString("name"), row.getString("timetable")))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static When when(ResultSet row) throws SQLException {
    return new When(
        Timetables.parse(row.getString("timetable")),
        CatchUp.valueOf(constant(row.getString("catch_up"))),
        new Backfill(
            Duration.ofSeconds(row.getLong("backfill_window_s")),
            row.getInt("backfill_limit"),
            row.getBoolean("backfill_newest_first"),
            Duration.ofSeconds(row.getLong("backfill_every_s"))),
        Overlap.valueOf(constant(row.getString("overlap"))),
        Duration.ofSeconds(row.getLong("jitter_s")),
        row.getInt("retries"));
  }

  /**
   * Up to when each schedule's planned times are accounted for: the newest one that was decided
   * upon, or its declaration if that is newer.
   */
  public static Map<String, Instant> accountedFor(Handle handle, Collection<String> names) {
    return handle
        .createQuery(
            """
            SELECT name,
                   -- Left by a clock that was ahead, it must not hide what comes now.
                   greatest(declared_at,
                            CASE WHEN planned_through <= qm_now() + interval '5 seconds' THEN planned_through END) AS until
              FROM schedule
             WHERE name = ANY (:names)
            """)
        .bindArray("names", String.class, names.toArray())
        .map(
            (row, context) ->
                Map.entry(
                    row.getString("name"),
                    row.getObject("until", OffsetDateTime.class).toInstant()))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String constant(String word) {
    return word.toUpperCase(Locale.ROOT);
  }
}
