package dev.quartermaster.jobs.pace;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** What comes in against what is done, of every schedule that keeps samples. */
public final class AllArrivals {

  private AllArrivals() {}

  /** By schedule, from the samples since so long ago. */
  public static Map<String, Arrivals> of(Handle handle, Duration window) {
    Map<String, List<BacklogSample>> samples =
        handle
            .createQuery(
                """
                SELECT schedule, at, items, oldest_s, done FROM backlog_sample
                 WHERE at >= qm_now() - make_interval(secs => :window)
                 ORDER BY schedule, at
                """)
            .bind("window", window.toMillis() / 1000.0)
            .map((row, context) -> Map.entry(row.getString("schedule"), sample(row)))
            .stream()
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getKey,
                    LinkedHashMap::new,
                    Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    Map<String, Arrivals> all = new HashMap<>();
    samples.forEach(
        (schedule, its) -> Arrivals.of(its).ifPresent(found -> all.put(schedule, found)));
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
