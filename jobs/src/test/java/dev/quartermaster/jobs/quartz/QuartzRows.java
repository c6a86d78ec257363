package dev.quartermaster.jobs.quartz;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import java.time.Instant;

/** Quartz's tables, as a test breaks and reads them. */
record QuartzRows(Database database) {

  /** One statement or several. */
  void change(String sql) {
    database.run(handle -> handle.execute(sql));
  }

  String state(String schedule) {
    return column("trigger_state", schedule);
  }

  Instant next(String schedule) {
    return Instant.ofEpochMilli(Long.parseLong(column("next_fire_time", schedule)));
  }

  /** All of it, so that a test can hold it against a later look. */
  String trigger(String schedule) {
    return column("t", schedule);
  }

  private String column(String column, String schedule) {
    return database.transaction(
        handle ->
            handle
                .createQuery(
                    "SELECT "
                        + column
                        + "::text FROM qrtz_triggers t WHERE trigger_name = :schedule")
                .bind("schedule", schedule)
                .mapTo(String.class)
                .one());
  }

  long triggers() {
    return database.transaction(
        handle -> handle.createQuery("SELECT count(*) FROM qrtz_triggers").mapTo(Long.class).one());
  }

  Instant now() {
    return database.transaction(DatabaseClock::now);
  }

  /** An instance that checked in a moment ago, and will not have to again in this test. */
  void alive(String instance) {
    checkedIn(instance, now());
  }

  void checkedIn(String instance, Instant at) {
    database.run(
        handle ->
            handle
                .createUpdate(
                    "INSERT INTO qrtz_scheduler_state VALUES ('quartermaster', :instance, :at, :interval)")
                .bind("instance", instance)
                .bind("at", at.toEpochMilli())
                .bind("interval", 60_000L)
                .execute());
  }

  /** An instance has the trigger in hand. */
  void inHand(String schedule, String instance, String state) {
    database.run(
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO qrtz_fired_triggers
                           (sched_name, entry_id, trigger_name, trigger_group, instance_name, fired_time, sched_time,
                            priority, state, job_name, job_group, is_nonconcurrent, requests_recovery)
                    VALUES ('quartermaster', 'a', :schedule, 'schedules', :instance, 0, 0,
                            5, :state, :schedule, 'schedules', false, true)
                    """)
                .bind("schedule", schedule)
                .bind("instance", instance)
                .bind("state", state)
                .execute());
  }
}
