package dev.quartermaster.ops.detect;

import java.time.Duration;
import java.time.Instant;

/** What is done to a healthy system. */
enum Fault {
  DELETED_TRIGGER("one trigger row deleted in Quartz's tables"),
  PAUSED_TRIGGER("one trigger paused behind our back"),
  BLOCKED_TRIGGER("one trigger BLOCKED without a fired row"),
  FROZEN_NODE("the only node stopped by SIGSTOP"),
  KILLED_NODE("the only node killed by kill -9"),
  DATABASE_STOPPED("the database stopped"),
  DATABASE_READ_ONLY("the database made read-only"),
  WORKERS_FILLED("all workers filled with long jobs"),
  HANGING_JOB("one job hangs"),
  IDLE_JOB("one job says success and does nothing");

  /** So long before a planned minute it is done: Quartz has not picked up its triggers yet. */
  static final Duration BEFORE = Duration.ofSeconds(8);

  private static final String DELETE =
      """
      DELETE FROM qrtz_simprop_triggers WHERE trigger_name = 'cpu-reset';
      DELETE FROM qrtz_triggers WHERE trigger_name = 'cpu-reset';
      """;

  /** Of the 15 minutes that an account may be overdue it leaves half a minute. */
  private static final String DO_NOTHING =
      """
      CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
      CREATE TRIGGER nothing BEFORE UPDATE ON usage_period FOR EACH ROW EXECUTE FUNCTION nothing();
      INSERT INTO usage_period (account_id, period_start, period_end, allowance_us)
      VALUES (4711, qm_now() - interval '1 day', qm_now() - interval '14 minutes 30 seconds', 1);
      """;

  private final String says;

  Fault(String says) {
    this.says = says;
  }

  String says() {
    return says;
  }

  /** Does it; returns when. */
  Instant strike(Scene scene) {
    Instant at = Instant.now();
    switch (this) {
      case DELETED_TRIGGER -> scene.change(DELETE);
      case PAUSED_TRIGGER -> scene.change(state("PAUSED", "canary"));
      case BLOCKED_TRIGGER -> scene.change(state("BLOCKED", "plan-changes"));
      case FROZEN_NODE -> scene.node().freeze();
      case KILLED_NODE -> scene.node().kill();
      case DATABASE_STOPPED -> scene.server().stop();
      case DATABASE_READ_ONLY -> scene.server().readOnly(true);
      case WORKERS_FILLED -> scene.change("INSERT INTO filling DEFAULT VALUES");
      case HANGING_JOB -> scene.reportHangs();
      case IDLE_JOB -> scene.change(DO_NOTHING);
    }
    return at;
  }

  private static String state(String state, String schedule) {
    return "UPDATE qrtz_triggers SET trigger_state = '%s' WHERE trigger_name = '%s'"
        .formatted(state, schedule);
  }

  /** The first time at which something that should be did not come to be. */
  Instant missedAt(Instant struck) {
    return switch (this) {
      case IDLE_JOB -> struck.plusSeconds(30);
      // The run of the next one does not end: the one after is the first to be missed.
      case HANGING_JOB -> Scene.nextMinute(Scene.nextMinute(struck));
      default -> Scene.nextMinute(struck);
    };
  }
}
