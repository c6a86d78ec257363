package dev.quartermaster.alerts.outbox;

import dev.quartermaster.alerts.outbox.ChannelRecord.Last;
import dev.quartermaster.alerts.outbox.ChannelRecord.Trouble;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The SQL of how channels fare. A transaction writes at most one row of these, and it last. */
public final class ChannelRecords {

  private ChannelRecords() {}

  /** So long after it was last tested or sent anything, a channel is nobody's any more. */
  static final Duration KEPT = Duration.ofDays(7);

  /** Every channel that any sender knew of late, by name; also those no longer configured. */
  public static List<ChannelRecord> all(Handle handle) {
    return handle
        .createQuery("SELECT * FROM channel ORDER BY name")
        .map((row, context) -> record(row))
        .list();
  }

  private static ChannelRecord record(ResultSet row) throws SQLException {
    Optional<Instant> since = instant(row, "failing_since");
    String error = Optional.ofNullable(row.getString("error")).orElse("");
    return new ChannelRecord(
        row.getString("name"),
        instant(row, "configured_at").orElseThrow(),
        new Last(instant(row, "proved_at"), instant(row, "accepted_at"), instant(row, "failed_at")),
        since.map(began -> new Trouble(began, error)));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  /** That these are in use, from now on if they were not. */
  static void configured(Handle handle, Collection<String> names) {
    handle
        .createUpdate(
            """
            INSERT INTO channel (name) SELECT name FROM unnest(:names) AS name ORDER BY name
            ON CONFLICT (name) DO NOTHING
            """)
        .bindArray("names", String.class, List.copyOf(names))
        .execute();
  }

  /**
   * Forgets those that are no longer configured anywhere: whoever has one configured tests it
   * daily.
   */
  public static int forget(Handle handle) {
    return handle
        .createUpdate(
            """
            DELETE FROM channel
             WHERE greatest(configured_at, tested_at, accepted_at, failed_at)
                   < qm_now() - make_interval(secs => :kept)
            """)
        .bind("kept", KEPT.toSeconds())
        .execute();
  }

  /**
   * Its provider has taken a page.
   *
   * @param proved whether that was a test
   */
  static void accepted(Handle handle, String name, boolean proved) {
    handle
        .createUpdate(
            """
            INSERT INTO channel AS c (name, accepted_at, proved_at)
            VALUES (:name, qm_now(), CASE WHEN :proved THEN qm_now() END)
            ON CONFLICT (name) DO UPDATE
               SET accepted_at = excluded.accepted_at, failing_since = NULL, error = NULL,
                   proved_at = coalesce(excluded.proved_at, c.proved_at)
            """)
        .bind("name", name)
        .bind("proved", proved)
        .execute();
  }

  /**
   * It has failed.
   *
   * @param trouble since the attempt began, and why it failed
   * @param rest how long the provider wants to be left alone, by all nodes
   */
  static void failed(Handle handle, String name, Trouble trouble, Optional<Duration> rest) {
    handle
        .createUpdate(
            """
            INSERT INTO channel AS c (name, failed_at, failing_since, error, rest_until)
            VALUES (:name, qm_now(), :since, :error, qm_now() + make_interval(secs => :rest))
            ON CONFLICT (name) DO UPDATE
               SET failed_at = excluded.failed_at, error = excluded.error,
                   failing_since = coalesce(c.failing_since, greatest(excluded.failing_since, c.accepted_at)),
                   rest_until = greatest(c.rest_until, excluded.rest_until)
            """)
        .bind("name", name)
        .bind("since", trouble.since())
        .bind("error", trouble.error())
        .bind("rest", rest.map(Backoff::bounded).map(Duration::toSeconds).orElse(null))
        .execute();
  }
}
