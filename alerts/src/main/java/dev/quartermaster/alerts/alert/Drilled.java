package dev.quartermaster.alerts.alert;

import dev.quartermaster.alerts.channel.Severity;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Marks what was done on purpose, to measure how long it takes until somebody is told. It goes the
 * way of any alert, to those who are told of a critical one; what they get is marked as a test, and
 * of its end they hear nothing.
 */
public final class Drilled {

  /** The condition's name. */
  public static final String NAME = "Drill";

  private Drilled() {}

  /** The same condition, as one of a drill. */
  public static Condition of(Condition condition) {
    Condition.Text text = condition.text();
    Map<String, String> labels = new HashMap<>(text.labels());
    labels.put("drill", condition.cause().name());
    return new Condition(
        new Cause(NAME, condition.cause().subject()),
        Severity.INFO,
        condition.since(),
        Duration.ZERO,
        new Condition.Text(
            "this is a drill: " + text.summary(), text.details(), labels, text.runbook()));
  }

  static boolean is(Cause cause) {
    return cause.name().equals(NAME);
  }

  /**
   * Somebody was told.
   *
   * @param paged when the first channel took its page
   */
  public record Taken(Instant paged, String channel) {}

  /** When the alert of a drill that began then fired; empty when nobody has found it. */
  public static Optional<Instant> found(Handle handle, Instant begun) {
    return handle
        .createQuery("SELECT min(fired_at) FROM alert WHERE name = :name AND started_at >= :begun")
        .bind("name", NAME)
        .bind("begun", begun)
        .mapTo(OffsetDateTime.class)
        .findOne()
        .map(OffsetDateTime::toInstant);
  }

  /** Who was told first of a drill that began then; empty as long as nobody was. */
  public static Optional<Taken> taken(Handle handle, Instant begun) {
    return handle
        .createQuery(
            """
            SELECT d.settled_at, d.channel
              FROM alert AS a
              JOIN delivery AS d ON d.alert_id = a.id
             WHERE a.name = :name AND a.started_at >= :begun AND d.created_at >= :begun
               AND d.state IN ('accepted', 'confirmed')
             ORDER BY d.settled_at LIMIT 1
            """)
        .bind("name", NAME)
        .bind("begun", begun)
        .map(
            (row, context) ->
                new Taken(
                    row.getObject("settled_at", OffsetDateTime.class).toInstant(),
                    row.getString("channel")))
        .findOne();
  }
}
