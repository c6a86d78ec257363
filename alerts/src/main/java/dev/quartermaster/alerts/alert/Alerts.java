package dev.quartermaster.alerts.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quartermaster.alerts.alert.Alert.Acknowledgement;
import dev.quartermaster.alerts.alert.Alert.Seen;
import dev.quartermaster.alerts.alert.Alert.State;
import dev.quartermaster.alerts.alert.Alert.Told;
import dev.quartermaster.alerts.channel.Severity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of alerts. Who decides about them holds the turn of all watchers; a person's act takes
 * the row, and the next decision sees it.
 */
public final class Alerts {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<LinkedHashMap<String, String>> TEXTS =
      new TypeReference<>() {};

  private Alerts() {}

  /** All that are open, the worst and oldest first. By alert_open. */
  public static List<Alert> open(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT * FROM alert WHERE state <> 'resolved'
             ORDER BY array_position(ARRAY['critical', 'warning', 'info'], severity), started_at, id
            """)
        .map((row, context) -> alert(row))
        .list();
  }

  /**
   * Those that can be decided about now, and those of which somebody else has the row.
   *
   * @param all held until the transaction ends, and those that may come back as the same alert:
   *     what a person does meanwhile waits, or is seen here, and is never written over
   * @param inHand a person is just acting on them: they are for the next time
   */
  record Standing(List<Alert> all, Set<Cause> inHand) {}

  static Standing ofNow(Handle handle) {
    List<Alert> held =
        new ArrayList<>(
            handle
                .createQuery(
                    """
                    SELECT * FROM alert WHERE state <> 'resolved' ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
                    """)
                .map((row, context) -> alert(row))
                .list());
    Set<Cause> inHand =
        new HashSet<>(
            handle
                .createQuery("SELECT name, subject FROM alert WHERE state <> 'resolved'")
                .map((row, context) -> new Cause(row.getString(1), row.getString(2)))
                .list());
    held.forEach(alert -> inHand.remove(alert.cause()));
    held.addAll(over(handle, Lifecycle.SAME));
    return new Standing(List.copyOf(held), Set.copyOf(inHand));
  }

  /** The newest of each cause that ended a moment ago, and has not come back. By alert_resolved. */
  private static List<Alert> over(Handle handle, Duration same) {
    return handle
        .createQuery(
            """
            SELECT DISTINCT ON (dedup_key) * FROM alert a
             WHERE state = 'resolved' AND resolved_at > qm_now() - make_interval(secs => :same)
               AND NOT EXISTS (SELECT FROM alert o WHERE o.dedup_key = a.dedup_key AND o.state <> 'resolved')
             ORDER BY dedup_key, resolved_at DESC
            """)
        .bind("same", same.toSeconds())
        .map((row, context) -> alert(row))
        .list();
  }

  /** One of them; empty when there is none of that number. */
  public static Optional<Alert> find(Handle handle, long id) {
    return handle
        .createQuery("SELECT * FROM alert WHERE id = :id")
        .bind("id", id)
        .map((row, context) -> alert(row))
        .findOne();
  }

  /** The same, held until the transaction ends. */
  static Optional<Alert> hold(Handle handle, long id) {
    return handle
        .createQuery("SELECT * FROM alert WHERE id = :id FOR UPDATE")
        .bind("id", id)
        .map((row, context) -> alert(row))
        .findOne();
  }

  /** The newest of them, open or not. */
  public static List<Alert> newest(Handle handle, int limit) {
    return handle
        .createQuery("SELECT * FROM alert ORDER BY id DESC LIMIT :limit")
        .bind("limit", limit)
        .map((row, context) -> alert(row))
        .list();
  }

  /** All that happened to an alert, in order. */
  public static List<Event> events(Handle handle, long id) {
    return handle
        .createQuery("SELECT * FROM alert_event WHERE alert_id = :id ORDER BY seq")
        .bind("id", id)
        .map(
            (row, context) ->
                new Event(
                    row.getLong("seq"),
                    instant(row, "at").orElseThrow(),
                    Event.Kind.valueOf(
                        row.getString("kind").toUpperCase(Locale.ROOT).replace('-', '_')),
                    row.getString("says")))
        .list();
  }

  /**
   * Puts a step on record.
   *
   * @return the alert's id
   */
  static long write(Handle handle, Step step, String dedupKey) {
    Alert alert = step.next();
    long id = alert.id() == 0 ? insert(handle, dedupKey, alert) : alert.id();
    update(handle, id, alert);
    for (Event event : step.events()) {
      handle
          .createUpdate(
              "INSERT INTO alert_event (alert_id, seq, at, kind, says) VALUES (:alert, :seq, :at, :kind, :says)")
          .bind("alert", id)
          .bind("seq", event.seq())
          .bind("at", utc(event.at()))
          .bind("kind", event.kind().word())
          .bind("says", event.says())
          .execute();
      if (event.kind() == Event.Kind.KEPT_QUIET) {
        keptQuiet(handle, id, event);
      }
    }
    return id;
  }

  private static void keptQuiet(Handle handle, long id, Event event) {
    handle
        .createUpdate(
            "INSERT INTO kept_quiet (alert_id, seq, at, by) VALUES (:alert, :seq, :at, :by)")
        .bind("alert", id)
        .bind("seq", event.seq())
        .bind("at", utc(event.at()))
        .bind("by", event.says())
        .execute();
  }

  private static long insert(Handle handle, String dedupKey, Alert alert) {
    return handle
        .createQuery(
            """
            INSERT INTO alert (dedup_key, name, subject, state, severity, summary, details, labels, started_at, seen_at)
            VALUES (:dedupKey, :name, :subject, 'pending', :severity, '', '{}', '{}', :since, :since)
            RETURNING id
            """)
        .bind("dedupKey", dedupKey)
        .bind("name", alert.cause().name())
        .bind("subject", alert.cause().subject())
        .bind("severity", alert.severity().word())
        .bind("since", utc(alert.condition().since()))
        .mapTo(Long.class)
        .one();
  }

  private static final String UPDATE =
      """
      UPDATE alert
         SET state = :state, severity = :severity, summary = :summary, details = :details::json,
             labels = :labels::jsonb, runbook = :runbook, hold_for_s = :holdFor, started_at = :since,
             seen_at = :seen, stale_since = :stale, fired_at = :fired, level = :level, repeat_at = :repeat,
             escalate_at = :escalate, kept_quiet_by = :quiet, acknowledged_by = :acknowledgedBy,
             acknowledged_until = :acknowledgedUntil, flaps = :flaps, seq = :seq,
             resolved_at = CASE WHEN :state = 'resolved' THEN coalesce(resolved_at, qm_now()) END
       WHERE id = :id
      """;

  private static void update(Handle handle, long id, Alert alert) {
    bound(handle.createUpdate(UPDATE), id, alert).execute();
  }

  /** That they still hold, and how; nothing else has happened to them. */
  static void seen(Handle handle, List<Alert> alerts) {
    PreparedBatch batch = handle.prepareBatch(UPDATE);
    alerts.forEach(alert -> bound(batch, alert.id(), alert).add());
    batch.execute();
  }

  private static <S extends SqlStatement<S>> S bound(S statement, long id, Alert alert) {
    Condition.Text text = alert.condition().text();
    Told told = alert.told();
    return statement
        .bind("id", id)
        .bind("state", alert.state().word())
        .bind("severity", alert.severity().word())
        .bind("summary", text.summary())
        .bind("details", json(text.details()))
        .bind("labels", json(text.labels()))
        .bind("runbook", text.runbook())
        .bind("holdFor", alert.condition().holdFor().toSeconds())
        .bind("since", utc(alert.condition().since()))
        .bind("seen", utc(alert.seen().last()))
        .bind("stale", alert.seen().unseenSince().map(Alerts::utc))
        .bind("fired", told.firedAt().map(Alerts::utc))
        .bind("level", told.level())
        .bind("repeat", told.repeatAt().map(Alerts::utc))
        .bind("escalate", told.escalateAt().map(Alerts::utc))
        .bind("quiet", told.keptQuietBy())
        .bind("acknowledgedBy", alert.acknowledgement().map(Acknowledgement::by))
        .bind(
            "acknowledgedUntil",
            alert.acknowledgement().map(Acknowledgement::until).map(Alerts::utc))
        .bind("flaps", alert.flaps())
        .bind("seq", alert.seq());
  }

  private static Alert alert(ResultSet row) throws SQLException {
    Condition condition =
        new Condition(
            new Cause(row.getString("name"), row.getString("subject")),
            Severity.of(row.getString("severity")),
            instant(row, "started_at").orElseThrow(),
            Duration.ofSeconds(row.getLong("hold_for_s")),
            new Condition.Text(
                row.getString("summary"),
                texts(row.getString("details")),
                texts(row.getString("labels")),
                Optional.ofNullable(row.getString("runbook"))));
    Optional<Instant> until = instant(row, "acknowledged_until");
    String by = row.getString("acknowledged_by");
    return new Alert(
        row.getLong("id"),
        State.of(row.getString("state")),
        condition,
        new Seen(instant(row, "seen_at").orElseThrow(), instant(row, "stale_since")),
        new Told(
            instant(row, "fired_at"),
            row.getInt("level"),
            instant(row, "repeat_at"),
            instant(row, "escalate_at"),
            Optional.ofNullable(row.getString("kept_quiet_by"))),
        until.map(time -> new Acknowledgement(by, time)),
        row.getInt("flaps"),
        row.getLong("seq"));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    @Nullable OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return Optional.ofNullable(at).map(OffsetDateTime::toInstant);
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }

  static String json(Map<String, String> texts) {
    try {
      return JSON.writeValueAsString(texts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts are always JSON", e);
    }
  }

  static Map<String, String> texts(String json) {
    try {
      return JSON.readValue(json, TEXTS);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not what was written", e);
    }
  }
}
