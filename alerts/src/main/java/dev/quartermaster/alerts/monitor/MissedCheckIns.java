package dev.quartermaster.alerts.monitor;

import dev.quartermaster.alerts.monitor.Standing.Missing;
import dev.quartermaster.alerts.monitor.Verdict.Fate;
import dev.quartermaster.alerts.monitor.Verdict.Occurrence;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The SQL of check-ins that were expected and did not come. */
public final class MissedCheckIns {

  private MissedCheckIns() {}

  /** A monitor as it was read, and what was found then. */
  record Judged(MonitorView view, Verdict verdict) {
    boolean isNews() {
      return !view.standing().expected().equals(verdict.passed().expected());
    }
  }

  /**
   * An expected time at which nothing came.
   *
   * @param madeUp when the next check-in came
   */
  public record Missed(Instant expected, Instant noted, Fate fate, Optional<Instant> madeUp) {}

  /**
   * Puts on record what was decided upon, unless a check-in has come since it was read. A row that
   * somebody holds is left to the next look, so that nobody waits and nothing can deadlock.
   */
  static void note(Handle handle, Collection<Judged> judged, Instant now) {
    List<Judged> news = judged.stream().filter(Judged::isNews).toList();
    if (news.isEmpty()) {
      return;
    }
    Set<String> moved =
        handle
            .createQuery(
                """
                WITH decided AS (
                  SELECT * FROM unnest(:names::text[], :was::timestamptz[], :expected::timestamptz[],
                                       :since::timestamptz[], :missed::bigint[], :unknown::timestamptz[])
                                AS d (name, was, expected, since, missed, unknown)),
                held AS (
                  SELECT m.name FROM monitor m JOIN decided d ON m.name = d.name AND m.expected_at = d.was
                   WHERE m.dropped_at IS NULL FOR NO KEY UPDATE OF m SKIP LOCKED)
                UPDATE monitor m
                   SET expected_at = d.expected, missing_since = d.since, missed = d.missed, unknown_at = d.unknown
                  FROM decided d JOIN held USING (name)
                 WHERE m.name = d.name
                RETURNING m.name
                """)
            .bindArray("names", String.class, each(news, j -> j.view().monitor().name()))
            .bindArray(
                "was", OffsetDateTime.class, each(news, j -> at(j.view().standing().expected())))
            .bindArray(
                "expected",
                OffsetDateTime.class,
                each(news, j -> at(j.verdict().passed().expected())))
            .bindArray(
                "since",
                OffsetDateTime.class,
                each(news, j -> at(j.verdict().missing().map(Missing::since))))
            .bindArray(
                "missed",
                Long.class,
                each(news, j -> j.verdict().missing().map(Missing::count).orElse(0L)))
            .bindArray(
                "unknown",
                OffsetDateTime.class,
                each(news, j -> at(j.verdict().passed().unknown())))
            .mapTo(String.class)
            .set();
    keep(
        handle, news.stream().filter(j -> moved.contains(j.view().monitor().name())).toList(), now);
    forget(handle, moved);
  }

  private record Row(String monitor, Occurrence occurrence) {}

  private static void keep(Handle handle, List<Judged> moved, Instant now) {
    List<Row> rows =
        moved.stream()
            .flatMap(
                j ->
                    j.verdict().passed().occurrences().stream()
                        .map(passed -> new Row(j.view().monitor().name(), passed)))
            .toList();
    handle
        .createUpdate(
            """
            INSERT INTO missed_check_in (monitor, expected_at, noted_at, fate)
            SELECT d.monitor, d.expected, :now, d.fate
              FROM unnest(:monitors::text[], :expected::timestamptz[], :fates::text[])
                   AS d (monitor, expected, fate)
            ON CONFLICT DO NOTHING
            """)
        .bind("now", at(now))
        .bindArray("monitors", String.class, rows.stream().map(Row::monitor).toArray())
        .bindArray(
            "expected",
            OffsetDateTime.class,
            rows.stream().map(row -> at(row.occurrence().expected())).toArray())
        .bindArray(
            "fates",
            String.class,
            rows.stream().map(row -> row.occurrence().fate().word()).toArray())
        .execute();
  }

  /** Walks the primary key, from the newest of each monitor back. */
  private static void forget(Handle handle, Set<String> monitors) {
    handle
        .createUpdate(
            """
            DELETE FROM missed_check_in m
             USING unnest(:monitors::text[]) AS d (name)
             CROSS JOIN LATERAL (SELECT expected_at FROM missed_check_in WHERE monitor = d.name
                                  ORDER BY expected_at DESC OFFSET :kept LIMIT 1) AS old
             WHERE m.monitor = d.name AND m.expected_at <= old.expected_at
            """)
        .bindArray("monitors", String.class, monitors.toArray())
        .bind("kept", Judge.LISTED)
        .execute();
  }

  private static Object[] each(List<Judged> all, Function<Judged, @Nullable Object> part) {
    return all.stream().map(part).toArray();
  }

  private static @Nullable OffsetDateTime at(Optional<Instant> time) {
    return time.map(MissedCheckIns::at).orElse(null);
  }

  private static @Nullable OffsetDateTime at(Instant time) {
    return Monitors.at(time);
  }

  /** A check-in has come: what was missed before is made up for. Walks missed_check_in_open. */
  static void madeUp(Handle handle, String monitor, Instant now) {
    handle
        .createUpdate(
            "UPDATE missed_check_in SET made_up_at = :now WHERE monitor = :monitor AND made_up_at IS NULL")
        .bind("now", now.atOffset(ZoneOffset.UTC))
        .bind("monitor", monitor)
        .execute();
  }

  /** The newest of a monitor, newest first. */
  public static List<Missed> newest(Handle handle, String monitor, int limit) {
    return handle
        .createQuery(
            """
            SELECT * FROM missed_check_in WHERE monitor = :monitor ORDER BY expected_at DESC LIMIT :limit
            """)
        .bind("monitor", monitor)
        .bind("limit", limit)
        .map(
            (row, context) ->
                new Missed(
                    MonitorView.time(row, "expected_at").orElseThrow(),
                    MonitorView.time(row, "noted_at").orElseThrow(),
                    Fate.valueOf(row.getString("fate").toUpperCase(Locale.ROOT)),
                    MonitorView.time(row, "made_up_at")))
        .list();
  }
}
