package dev.quartermaster.jobs.quartz;

import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.jobs.quartz.Look.Standing;
import dev.quartermaster.jobs.quartz.TriggerRow.Firing;
import dev.quartermaster.jobs.quartz.TriggerRow.Job;
import dev.quartermaster.jobs.quartz.TriggerRow.Times;
import dev.quartermaster.jobs.quartz.TriggerRow.Trigger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The SQL of the look at all triggers. */
final class Looking {

  private Looking() {}

  /** All of them now. */
  static Look at(Handle handle) {
    return new Look(
        DatabaseClock.now(handle),
        pausedGroups(handle),
        rows(handle),
        standings(handle),
        Freezing.isOn(handle));
  }

  private static List<String> pausedGroups(Handle handle) {
    return handle
        .createQuery(
            "SELECT trigger_group FROM qrtz_paused_trigger_grps WHERE sched_name = :cluster ORDER BY 1")
        .bind("cluster", QuartzSettings.CLUSTER)
        .mapTo(String.class)
        .list();
  }

  /**
   * All rows of all schedules, in one statement: Quartz changes a trigger and its fired row in one
   * transaction, so that no look comes between the two.
   */
  private static Map<String, TriggerRow> rows(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT coalesce(t.trigger_name, j.job_name) AS name,
                   j.job_name AS has_job, j.job_class_name, j.is_durable, j.requests_recovery,
                   t.trigger_name AS has_trigger, t.trigger_state, t.trigger_type, t.misfire_instr,
                   t.next_fire_time, t.start_time, t.end_time,
                   t.job_name = t.trigger_name AND t.job_group = :group AND t.calendar_name IS NULL
                   AND coalesce(length(t.job_data), 0) = 0 AS plain,
                   p.str_prop_1, p.str_prop_2, p.str_prop_3, p.int_prop_1, f.running
              FROM (SELECT * FROM qrtz_job_details WHERE sched_name = :cluster AND job_group = :group) AS j
              FULL JOIN (SELECT * FROM qrtz_triggers WHERE sched_name = :cluster AND trigger_group = :group) AS t
                ON t.trigger_name = j.job_name
              LEFT JOIN (SELECT * FROM qrtz_simprop_triggers WHERE sched_name = :cluster AND trigger_group = :group) AS p
                ON p.trigger_name = t.trigger_name
              LEFT JOIN (SELECT trigger_name, bool_or(state <> 'ACQUIRED') AS running
                           FROM qrtz_fired_triggers
                          WHERE sched_name = :cluster AND trigger_group = :group AND instance_name IN (
            """
                + QuartzTables.ALIVE
                + """
                          ) GROUP BY trigger_name) AS f
                ON f.trigger_name = t.trigger_name
            """)
        .bind("cluster", QuartzSettings.CLUSTER)
        .bind("group", Scheduler.GROUP)
        .map((row, context) -> row(row))
        .stream()
        .collect(Collectors.toMap(TriggerRow::name, row -> row));
  }

  private static TriggerRow row(ResultSet row) throws SQLException {
    Optional<Job> job =
        row.getString("has_job") == null
            ? Optional.empty()
            : Optional.of(
                new Job(
                    row.getString("job_class_name"),
                    row.getBoolean("is_durable"),
                    row.getBoolean("requests_recovery")));
    Optional<Trigger> trigger =
        row.getString("has_trigger") == null
            ? Optional.empty()
            : Optional.of(new Trigger(row.getString("trigger_state"), definition(row), times(row)));
    boolean running = row.getBoolean("running");
    Firing firing = row.wasNull() ? Firing.NO : running ? Firing.RUNNING : Firing.PICKED;
    return new TriggerRow(row.getString("name"), job, trigger, firing);
  }

  private static Definition definition(ResultSet row) throws SQLException {
    return new Definition(
        row.getString("trigger_type"),
        row.getInt("misfire_instr"),
        row.getBoolean("plain"),
        new Definition.Texts(
            Optional.ofNullable(row.getString("str_prop_1")),
            Optional.ofNullable(row.getString("str_prop_2")),
            Optional.ofNullable(row.getString("str_prop_3")),
            row.getInt("int_prop_1")));
  }

  private static Times times(ResultSet row) throws SQLException {
    return new Times(
        instant(row.getLong("next_fire_time")),
        Instant.ofEpochMilli(row.getLong("start_time")),
        instant(row.getLong("end_time")));
  }

  /** Quartz writes 0 or -1 for none. */
  private static Optional<Instant> instant(long millis) {
    return millis > 0 ? Optional.of(Instant.ofEpochMilli(millis)) : Optional.empty();
  }

  private static Map<String, Standing> standings(Handle handle) {
    return handle
        .createQuery(
            "SELECT name, timetable, catch_up, dropped_at IS NOT NULL AS dropped, paused_at IS NOT NULL AS paused FROM schedule")
        .map(
            (row, context) ->
                Map.entry(
                    row.getString("name"),
                    new Standing(
                        row.getString("timetable"),
                        row.getString("catch_up"),
                        row.getBoolean("dropped"),
                        row.getBoolean("paused"))))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
