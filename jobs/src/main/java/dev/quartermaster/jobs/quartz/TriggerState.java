package dev.quartermaster.jobs.quartz;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * How a schedule's trigger stands in Quartz's tables, for a person.
 *
 * @param state Quartz's word
 * @param next when it fires next; empty when Quartz knows of no time
 * @param inHandOf the instance that has picked it up or fires it
 * @param at the moment of the look, by the database's clock
 */
public record TriggerState(
    String schedule, String state, Optional<Instant> next, Optional<String> inHandOf, Instant at) {

  /** Those of these schedules, by name: one that has none is not in it. By the primary keys. */
  public static Map<String, TriggerState> of(Handle handle, Collection<String> schedules) {
    return handle
        .createQuery(
            """
            SELECT t.trigger_name, t.trigger_state, t.next_fire_time, f.instance_name, qm_now() AS at
              FROM qrtz_triggers t
              LEFT JOIN LATERAL (SELECT instance_name FROM qrtz_fired_triggers
                                  WHERE sched_name = t.sched_name AND trigger_name = t.trigger_name
                                    AND trigger_group = t.trigger_group
                                  ORDER BY fired_time DESC LIMIT 1) AS f ON true
             WHERE t.sched_name = :cluster AND t.trigger_group = :group AND t.trigger_name = ANY (:schedules)
            """)
        .bind("cluster", QuartzSettings.CLUSTER)
        .bind("group", Scheduler.GROUP)
        .bindArray("schedules", String.class, schedules.toArray())
        .map((row, context) -> of(row))
        .stream()
        .collect(Collectors.toMap(TriggerState::schedule, Function.identity()));
  }

  private static TriggerState of(ResultSet row) throws SQLException {
    long next = row.getLong("next_fire_time");
    return new TriggerState(
        row.getString("trigger_name"),
        row.getString("trigger_state"),
        // Quartz writes 0 or -1 for none.
        next > 0 ? Optional.of(Instant.ofEpochMilli(next)) : Optional.empty(),
        Optional.ofNullable(row.getString("instance_name")),
        row.getObject("at", OffsetDateTime.class).toInstant());
  }

  /** What is wrong with it, in a sentence. */
  public String says() {
    return switch (state) {
      case "PAUSED", "PAUSED_BLOCKED" ->
          "it is %s in Quartz's tables, but nobody has paused the schedule".formatted(state);
      case "ERROR" -> "it is in ERROR: Quartz could not fire it, and does not try again";
      case "COMPLETE" -> "it is COMPLETE, as if it had no time left";
      case "ACQUIRED", "BLOCKED", "EXECUTING" ->
          inHandOf
              .map(node -> "it is %s, in hand of %s".formatted(state, node))
              .orElse("it is orphaned: %s, but no node has it in hand".formatted(state));
      case "WAITING" -> waits();
      default -> "it is in the state %s, which Quartz knows nothing of".formatted(state);
    };
  }

  private String waits() {
    if (next.isEmpty()) {
      return "it waits for no time";
    }
    return next.get().isAfter(at)
        ? "it waits for %s, beyond what was missed".formatted(next.get())
        : "it waits for %s, which has passed: no node picks it up".formatted(next.get());
  }
}
