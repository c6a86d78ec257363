package dev.quartermaster.jobs.pace;

import static java.util.Objects.requireNonNull;

import dev.quartermaster.alerts.timetable.Timetable;
import dev.quartermaster.jobs.schedule.Schedule;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** What comes in against what is done, of every schedule that keeps samples. */
public final class AllArrivals {

  /** More tell nothing more. */
  private static final int ENOUGH = 200;

  /** Backlogs are judged over this long, or this many intervals: between two runs each rises. */
  private static final Duration WINDOW = Duration.ofMinutes(15);

  private static final int INTERVALS = 4;

  private AllArrivals() {}

  /**
   * Of these schedules, each over several of its intervals; before two of them are seen it is not
   * told how fast it goes.
   */
  public static Map<String, Arrivals> of(
      Handle handle, Collection<Schedule> schedules, Instant now) {
    return of(
        handle,
        schedules.stream()
            .collect(
                Collectors.toMap(
                    Schedule::name, schedule -> Span.of(schedule.when().timetable(), now))));
  }

  /**
   * How long a backlog is looked at.
   *
   * @param least a shorter time tells no rate
   */
  private record Span(Duration window, Duration least) {
    static Span of(Timetable timetable, Instant now) {
      Instant next = timetable.next(now);
      Instant second = timetable.next(next);
      if (second.equals(Instant.MAX)) {
        return new Span(WINDOW, Duration.ZERO);
      }
      Duration interval = Duration.between(next, second);
      Duration intervals = interval.multipliedBy(INTERVALS);
      return new Span(
          intervals.compareTo(WINDOW) > 0 ? intervals : WINDOW, interval.multipliedBy(2));
    }

    private Arrivals arrivals(Arrivals figured, List<BacklogSample> samples) {
      Duration seen = Duration.between(samples.get(0).at(), samples.get(samples.size() - 1).at());
      return seen.compareTo(least) >= 0
          ? figured
          : new Arrivals(figured.items(), figured.oldest(), Optional.empty());
    }
  }

  /**
   * By schedule, from its samples since so long ago. Walks the primary key, (schedule, at), of each
   * schedule, and takes of each at most some {@value #ENOUGH} samples.
   */
  private static Map<String, Arrivals> of(Handle handle, Map<String, Span> spans) {
    List<String> schedules = List.copyOf(spans.keySet());
    Map<String, List<BacklogSample>> samples =
        handle
            .createQuery(
                """
                SELECT schedule, at, items, oldest_s, done
                  FROM (SELECT b.*, row_number() OVER newest_first AS place,
                               count(*) OVER (PARTITION BY b.schedule) / :enough + 1 AS step
                          FROM unnest(:schedules::text[], :windows::float8[]) AS w (schedule, seconds)
                          JOIN backlog_sample b
                            ON b.schedule = w.schedule AND b.at >= qm_now() - make_interval(secs => w.seconds)
                        WINDOW newest_first AS (PARTITION BY b.schedule ORDER BY b.at DESC)) AS s
                 WHERE (place - 1) % step = 0
                 ORDER BY schedule, at
                """)
            .bind("enough", ENOUGH)
            .bindArray("schedules", String.class, schedules.toArray())
            .bindArray(
                "windows",
                Double.class,
                schedules.stream()
                    .map(name -> requireNonNull(spans.get(name)).window().toMillis() / 1000.0)
                    .toArray())
            .map((row, context) -> Map.entry(row.getString("schedule"), sample(row)))
            .stream()
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getKey,
                    LinkedHashMap::new,
                    Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    Map<String, Arrivals> all = new HashMap<>();
    samples.forEach(
        (schedule, its) -> {
          Span span = requireNonNull(spans.get(schedule));
          Arrivals.of(its).ifPresent(found -> all.put(schedule, span.arrivals(found, its)));
        });
    return all;
  }

  private static BacklogSample sample(ResultSet row) throws SQLException {
    return new BacklogSample(
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getLong("items"),
        Duration.ofSeconds(row.getLong("oldest_s")),
        row.getLong("done"));
  }
}
