package dev.quartermaster.jobs.quartz;

import dev.quartermaster.jobs.schedule.Schedule;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The SQL on Quartz's own tables that Quartz's interface has nothing for. */
final class QuartzTables {

  private QuartzTables() {}

  // Quartz's own rule of who is alive: it checked in within its interval and 7.5 s.
  static final String ALIVE =
      """
      SELECT instance_name FROM qrtz_scheduler_state
       WHERE sched_name = :cluster
         AND last_checkin_time + checkin_interval + 7500 > extract(epoch FROM qm_now()) * 1000
      """;

  /**
   * Removes triggers with all that belongs to them, whatever is wrong with it; first takes the row
   * lock that Quartz does everything under, so that none that a node has just picked up is touched.
   *
   * @param thoughPicked these also when they are picked up, but not yet running
   * @return which of the names have no trigger now
   */
  static Set<String> clear(Handle handle, Collection<String> names, Set<String> thoughPicked) {
    lock(handle);
    return handle
        .createQuery(
            """
            WITH free AS (
                 SELECT n.name FROM unnest(:names::text[]) AS n (name)
                  WHERE NOT EXISTS (
                        SELECT FROM qrtz_fired_triggers f
                         WHERE f.sched_name = :cluster AND f.trigger_group = :group AND f.trigger_name = n.name
                           AND (f.state <> 'ACQUIRED' OR n.name <> ALL (:thoughPicked))
                           AND f.instance_name IN (
            """
                + ALIVE
                + """
                        ))),
                 cron AS (DELETE FROM qrtz_cron_triggers
                   WHERE sched_name = :cluster AND trigger_group = :group AND trigger_name IN (SELECT name FROM free)),
                 simple AS (DELETE FROM qrtz_simple_triggers
                   WHERE sched_name = :cluster AND trigger_group = :group AND trigger_name IN (SELECT name FROM free)),
                 simprop AS (DELETE FROM qrtz_simprop_triggers
                   WHERE sched_name = :cluster AND trigger_group = :group AND trigger_name IN (SELECT name FROM free)),
                 blob AS (DELETE FROM qrtz_blob_triggers
                   WHERE sched_name = :cluster AND trigger_group = :group AND trigger_name IN (SELECT name FROM free)),
                 trigger AS (DELETE FROM qrtz_triggers
                   WHERE sched_name = :cluster AND trigger_group = :group AND trigger_name IN (SELECT name FROM free))
            SELECT name FROM free
            """)
        .bind("cluster", QuartzSettings.CLUSTER)
        .bind("group", Scheduler.GROUP)
        .bindArray("names", String.class, names.toArray())
        .bindArray("thoughPicked", String.class, thoughPicked.toArray())
        .mapTo(String.class)
        .set();
  }

  /**
   * Stores triggers, and the jobs that they fire, as Quartz does it one by one. In the transaction
   * that removed what was there: it holds Quartz's lock.
   */
  static void store(Handle handle, List<NewTrigger> triggers) {
    PreparedBatch batch = handle.prepareBatch(STORE);
    for (NewTrigger trigger : triggers) {
      Schedule schedule = trigger.schedule();
      Definition definition = Definition.of(schedule);
      batch
          .bind("cluster", QuartzSettings.CLUSTER)
          .bind("group", Scheduler.GROUP)
          .bind("name", schedule.name())
          .bind("job_class", NewTrigger.JOB.className())
          .bind("durable", NewTrigger.JOB.isDurable())
          .bind("recovers", NewTrigger.JOB.recovers())
          .bind("next", trigger.firstMillis())
          .bind("start", trigger.start().toEpochMilli())
          .bind("type", definition.type())
          .bind("misfire", definition.misfire())
          .bind("dialect", definition.texts().dialect())
          .bind("text", definition.texts().text())
          .bind("zone", definition.texts().zone())
          .add();
    }
    batch.execute();
  }

  private static final String STORE =
      """
      WITH job AS (
        INSERT INTO qrtz_job_details (sched_name, job_name, job_group, job_class_name, is_durable, is_nonconcurrent,
                                      is_update_data, requests_recovery)
        VALUES (:cluster, :name, :group, :job_class, :durable, false, false, :recovers)
        ON CONFLICT (sched_name, job_name, job_group) DO UPDATE
           SET description = NULL, job_class_name = excluded.job_class_name, is_durable = excluded.is_durable,
               is_nonconcurrent = excluded.is_nonconcurrent, is_update_data = excluded.is_update_data,
               requests_recovery = excluded.requests_recovery, job_data = NULL),
           trigger AS (
        INSERT INTO qrtz_triggers (sched_name, trigger_name, trigger_group, job_name, job_group, next_fire_time,
                                   prev_fire_time, priority, trigger_state, trigger_type, start_time, end_time,
                                   misfire_instr)
        VALUES (:cluster, :name, :group, :name, :group, :next, -1, 5, 'WAITING', :type, :start, 0, :misfire))
      INSERT INTO qrtz_simprop_triggers (sched_name, trigger_name, trigger_group, str_prop_1, str_prop_2, str_prop_3,
                                         int_prop_1)
      VALUES (:cluster, :name, :group, :dialect, :text, :zone, :misfire)
      """;

  /** Takes the pause from groups of triggers; what Quartz has paused within them stays so. */
  static void unpauseGroups(Handle handle) {
    lock(handle);
    handle
        .createUpdate("DELETE FROM qrtz_paused_trigger_grps WHERE sched_name = :cluster")
        .bind("cluster", QuartzSettings.CLUSTER)
        .execute();
  }

  /** As Quartz does, which makes the row when it first needs it. */
  private static void lock(Handle handle) {
    handle
        .createUpdate(
            "INSERT INTO qrtz_locks (sched_name, lock_name) VALUES (:cluster, 'TRIGGER_ACCESS') ON CONFLICT DO NOTHING")
        .bind("cluster", QuartzSettings.CLUSTER)
        .execute();
    handle
        .createQuery(
            "SELECT 1 FROM qrtz_locks WHERE sched_name = :cluster AND lock_name = 'TRIGGER_ACCESS' FOR UPDATE")
        .bind("cluster", QuartzSettings.CLUSTER)
        .mapTo(Integer.class)
        .one();
  }
}
