package dev.quartermaster.jobs.quartz;

import dev.quartermaster.jobs.run.Drills;
import org.jdbi.v3.core.Handle;

/**
 * Freezes the canary's trigger for a drill, as a fault of Quartz's leaves it, and gives it back.
 */
final class Freezing {

  private Freezing() {}

  /** Does what is to be done now. */
  static void look(Handle handle) {
    freeze(handle);
    thaw(handle);
  }

  /** Only one that waits for a time to come: whoever has it in hand would give it back. */
  private static void freeze(Handle handle) {
    handle
        .createUpdate(
            """
            WITH frozen AS (
              UPDATE qrtz_triggers SET trigger_state = 'BLOCKED'
               WHERE sched_name = :cluster AND trigger_group = :group AND trigger_name = :canary
                 AND trigger_state = 'WAITING' AND next_fire_time > extract(epoch FROM qm_now()) * 1000
                 AND EXISTS (SELECT FROM drill WHERE ended_at IS NULL AND frozen_at IS NULL)
              RETURNING next_fire_time)
            UPDATE drill SET frozen_at = qm_now(), missed_at = to_timestamp(next_fire_time / 1000.0)
              FROM frozen WHERE ended_at IS NULL
            """)
        .bind("cluster", QuartzSettings.CLUSTER)
        .bind("group", Scheduler.GROUP)
        .bind("canary", Drills.CANARY)
        .execute();
  }

  private static void thaw(Handle handle) {
    handle
        .createUpdate(
            """
            WITH ended AS (
              UPDATE drill SET thawed_at = qm_now()
               WHERE ended_at IS NOT NULL AND frozen_at IS NOT NULL AND thawed_at IS NULL
              RETURNING id)
            UPDATE qrtz_triggers SET trigger_state = 'WAITING'
             WHERE sched_name = :cluster AND trigger_group = :group AND trigger_name = :canary
               AND trigger_state = 'BLOCKED' AND EXISTS (SELECT FROM ended)
            """)
        .bind("cluster", QuartzSettings.CLUSTER)
        .bind("group", Scheduler.GROUP)
        .bind("canary", Drills.CANARY)
        .execute();
  }

  /** Whether it is frozen now: it is then left as it is, but not for ever. */
  static boolean isOn(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT EXISTS (SELECT FROM drill
                            WHERE frozen_at IS NOT NULL AND thawed_at IS NULL
                              AND missed_at > qm_now() - make_interval(secs => :longest))
            """)
        .bind("longest", Drills.LONGEST.multipliedBy(2).toSeconds())
        .mapTo(Boolean.class)
        .one();
  }
}
