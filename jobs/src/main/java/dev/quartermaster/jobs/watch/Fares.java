package dev.quartermaster.jobs.watch;

import dev.quartermaster.alerts.monitor.Punctuality;
import dev.quartermaster.alerts.monitor.Punctuality.Late;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a schedule fares that is to fire.
 *
 * @param lastFired empty when it never has
 * @param start of its newest planned time on record
 */
record Fares(
    Schedule schedule,
    Punctuality punctuality,
    Optional<Instant> lastFired,
    Optional<Start> start) {

  /**
   * That a planned time was put on record.
   *
   * @param node that did it
   * @param misses planned times before it that it stands for as well
   */
  record Start(Instant planned, Instant firedAt, String node, long misses) {
    Duration late() {
      return Duration.between(planned, firedAt);
    }
  }

  /** How late it is now, if it is. */
  Optional<Late> late() {
    return punctuality instanceof Late late ? Optional.of(late) : Optional.empty();
  }
}
