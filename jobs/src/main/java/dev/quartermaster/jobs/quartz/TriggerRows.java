package dev.quartermaster.jobs.quartz;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.quartz.JobKey;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.jdbcjobstore.SimplePropertiesTriggerProperties;

/**
 * The SQL of {@link TimetableTrigger}s in Quartz's tables, for many of them at once. It moves them
 * between the states that Quartz itself gives them, so that nodes which do it one by one, and
 * Quartz's recovery of dead nodes, go on beside it. All but the reads hold Quartz's lock of
 * triggers: rows of one table are locked by one session at a time.
 */
@SuppressWarnings("JavaUtilDate") // Quartz speaks Date
final class TriggerRows {

  private final Connection connection;
  private final TimetablePersistence persistence;

  /** In a transaction of Quartz's. */
  TriggerRows(Connection connection, TimetablePersistence persistence) {
    this.connection = connection;
    this.persistence = persistence;
  }

  /** One that is due; the kept properties are empty when it is not a {@link TimetableTrigger}. */
  record Due(
      TriggerKey key,
      JobKey job,
      String type,
      long nextFireTime,
      long previousFireTime,
      long startTime,
      int misfireInstruction,
      SimplePropertiesTriggerProperties kept) {}

  /** What may be acquired: as Quartz selects it, without those that rest. */
  record Wanted(long noLaterThan, long noEarlierThan, List<String> resting, int most) {}

  /** Walks idx_qrtz_t_nft_st. */
  List<Due> due(Wanted wanted) throws SQLException {
    String sql =
        """
        SELECT t.*, str_prop_1, str_prop_2, str_prop_3, int_prop_1
          FROM qrtz_triggers t
          LEFT JOIN qrtz_simprop_triggers USING (sched_name, trigger_name, trigger_group)
         WHERE sched_name = ? AND trigger_state = 'WAITING' AND next_fire_time <= ?
           AND (misfire_instr = -1 OR next_fire_time >= ?) AND trigger_name <> ALL (?)
         ORDER BY next_fire_time, priority DESC
         LIMIT ?
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, QuartzSettings.CLUSTER);
      statement.setLong(2, wanted.noLaterThan());
      statement.setLong(3, wanted.noEarlierThan());
      statement.setArray(4, texts(wanted.resting()));
      statement.setInt(5, wanted.most());
      List<Due> due = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          due.add(due(row));
        }
      }
      return due;
    }
  }

  private static Due due(ResultSet row) throws SQLException {
    SimplePropertiesTriggerProperties kept = new SimplePropertiesTriggerProperties();
    kept.setString1(row.getString("str_prop_1"));
    kept.setString2(row.getString("str_prop_2"));
    kept.setString3(row.getString("str_prop_3"));
    kept.setInt1(row.getInt("int_prop_1"));
    return new Due(
        TriggerKey.triggerKey(row.getString("trigger_name"), row.getString("trigger_group")),
        JobKey.jobKey(row.getString("job_name"), row.getString("job_group")),
        row.getString("trigger_type"),
        row.getLong("next_fire_time"),
        row.getLong("prev_fire_time"),
        row.getLong("start_time"),
        row.getInt("misfire_instr"),
        kept);
  }

  /**
   * The trigger that the row keeps.
   *
   * @throws RuntimeException when its timetable cannot be read
   */
  TimetableTrigger load(Due due) {
    TimetableTrigger trigger =
        (TimetableTrigger)
            TriggerBuilder.newTrigger()
                .withIdentity(due.key())
                .forJob(due.job())
                .startAt(new Date(due.startTime()))
                .withSchedule(persistence.getTriggerPropertyBundle(due.kept()).getScheduleBuilder())
                .build();
    trigger.setMisfireInstruction(due.misfireInstruction());
    trigger.setNextFireTime(new Date(due.nextFireTime()));
    trigger.setPreviousFireTime(
        due.previousFireTime() > 0 ? new Date(due.previousFireTime()) : null);
    return trigger;
  }

  /** It cannot be read: Quartz's word for that, so that it keeps no others from firing. */
  void unreadable(TriggerKey key) throws SQLException {
    update(
        """
        UPDATE qrtz_triggers SET trigger_state = 'ERROR'
         WHERE sched_name = ? AND trigger_name = ? AND trigger_group = ?
        """,
        QuartzSettings.CLUSTER,
        key.getName(),
        key.getGroup());
  }

  /** Takes them for an instance, and returns the entries of those that it got. */
  List<String> acquire(Collection<TimetableTrigger> triggers, String instance) throws SQLException {
    return entries(
        """
        WITH acquired AS (
          UPDATE qrtz_triggers t SET trigger_state = 'ACQUIRED'
            FROM unnest(?, ?, ?) AS due (name, grp, entry)
           WHERE t.sched_name = ? AND t.trigger_name = due.name AND t.trigger_group = due.grp
             AND t.trigger_state = 'WAITING'
          RETURNING t.*, due.entry)
        INSERT INTO qrtz_fired_triggers (sched_name, entry_id, trigger_name, trigger_group, instance_name, fired_time,
                                         sched_time, priority, state, is_nonconcurrent, requests_recovery)
        SELECT sched_name, entry, trigger_name, trigger_group, ?, floor(extract(epoch FROM qm_now()) * 1000)::bigint,
               next_fire_time, priority, 'ACQUIRED', false, false
          FROM acquired
        RETURNING entry_id
        """,
        texts(triggers.stream().map(trigger -> trigger.getKey().getName()).toList()),
        texts(triggers.stream().map(trigger -> trigger.getKey().getGroup()).toList()),
        texts(triggers.stream().map(TimetableTrigger::getFireInstanceId).toList()),
        QuartzSettings.CLUSTER,
        instance);
  }

  /** Those entries whose triggers may fire: not recovered, paused, or stored anew since. */
  List<String> stillAcquired(List<String> entries) throws SQLException {
    return entries(
        """
        SELECT entry_id
          FROM qrtz_fired_triggers f
          JOIN qrtz_triggers t USING (sched_name, trigger_name, trigger_group)
         WHERE sched_name = ? AND entry_id = ANY (?)
           AND t.trigger_state = 'ACQUIRED' AND t.next_fire_time = f.sched_time
        """,
        QuartzSettings.CLUSTER,
        texts(entries));
  }

  /**
   * Moves them on to their next times, and gives them back. One that was paused meanwhile has fired
   * all the same; one that was stored anew has not.
   *
   * @return how many triggers
   */
  int fired(Collection<TimetableTrigger> triggers) throws SQLException {
    return update(
        """
        WITH fired AS (
          DELETE FROM qrtz_fired_triggers f
           USING unnest(?, ?) AS done (entry, next)
           WHERE f.sched_name = ? AND f.entry_id = done.entry
          RETURNING f.*, done.next)
        UPDATE qrtz_triggers t
           SET trigger_state = CASE t.trigger_state WHEN 'ACQUIRED' THEN 'WAITING' ELSE t.trigger_state END,
               prev_fire_time = fired.sched_time, next_fire_time = fired.next
          FROM fired
         WHERE t.sched_name = fired.sched_name AND t.trigger_name = fired.trigger_name
           AND t.trigger_group = fired.trigger_group AND t.next_fire_time = fired.sched_time
           AND t.trigger_state IN ('ACQUIRED', 'PAUSED')
        """,
        texts(triggers.stream().map(TimetableTrigger::getFireInstanceId).toList()),
        connection.createArrayOf(
            "int8", triggers.stream().map(TriggerRows::nextFireTime).toArray(Long[]::new)),
        QuartzSettings.CLUSTER);
  }

  private static Long nextFireTime(TimetableTrigger trigger) {
    return Objects.requireNonNull(trigger.getFireTimeAfter(trigger.getNextFireTime())).getTime();
  }

  /** Gives them back as they were: how many triggers. */
  int release(Collection<String> entries) throws SQLException {
    return update(
        """
        WITH released AS (
          DELETE FROM qrtz_fired_triggers WHERE sched_name = ? AND entry_id = ANY (?) RETURNING *)
        UPDATE qrtz_triggers t SET trigger_state = 'WAITING'
          FROM released r
         WHERE t.sched_name = r.sched_name AND t.trigger_name = r.trigger_name
           AND t.trigger_group = r.trigger_group AND t.trigger_state = 'ACQUIRED'
        """,
        QuartzSettings.CLUSTER,
        texts(entries));
  }

  private Array texts(Collection<String> texts) throws SQLException {
    return connection.createArrayOf("text", texts.toArray());
  }

  private List<String> entries(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      List<String> entries = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          entries.add(row.getString(1));
        }
      }
      return entries;
    }
  }

  private int update(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      return statement.executeUpdate();
    }
  }

  private static void bind(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }
}
