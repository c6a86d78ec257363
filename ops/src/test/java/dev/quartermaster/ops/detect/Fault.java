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

  /** Quartz keeps ours in the one and its own in the other. */
  private static final String DELETE =
      """
      DELETE FROM qrtz_simprop_triggers WHERE trigger_name = 'cpu-reset';
      DELETE FROM qrtz_cron_triggers WHERE trigger_name = 'cpu-reset';
      DELETE FROM qrtz_triggers WHERE trigger_name = 'cpu-reset';
      """;

  private final String says;

  Fault(String says) {
    this.says = says;
  }

  String says() {
    return says;
  }

  /** Does it; returns when. */
  Instant strike(Victim victim) {
    Instant at = Instant.now();
    switch (this) {
      case DELETED_TRIGGER -> victim.change(DELETE);
      case PAUSED_TRIGGER -> victim.change(state("PAUSED", schedule()));
      case BLOCKED_TRIGGER -> victim.change(state("BLOCKED", schedule()));
      case FROZEN_NODE -> victim.freeze();
      case KILLED_NODE -> victim.kill();
      case DATABASE_STOPPED -> victim.server().stop();
      case DATABASE_READ_ONLY -> victim.server().readOnly(true);
      case WORKERS_FILLED -> victim.fillWorkers();
      case HANGING_JOB -> victim.hang();
      case IDLE_JOB -> victim.idle();
    }
    return at;
  }

  /** One of those that it hits. */
  String schedule() {
    return switch (this) {
      case DELETED_TRIGGER, IDLE_JOB -> "cpu-reset";
      case BLOCKED_TRIGGER -> "plan-changes";
      case HANGING_JOB -> "report";
      default -> "canary";
    };
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
