package dev.quartermaster.alerts.monitor;

import dev.quartermaster.alerts.channel.Severity;
import dev.quartermaster.alerts.timetable.Blackout;
import dev.quartermaster.alerts.timetable.Timetable;
import java.time.Duration;
import java.util.Optional;

/**
 * A job that runs elsewhere and tells us how it fares.
 *
 * @param name unique
 * @param pingKey the last part of the address that it pings; no two monitors have the same
 */
public record Monitor(String name, String pingKey, Plan plan, About about) {

  /**
   * What is expected of it.
   *
   * @param timetable of its check-ins; an interval counts from the last one
   * @param maintenance in its windows nothing is expected, and nobody is paged
   * @param grace how late a check-in may be
   * @param finishWithin how long a run may take that told of its start
   */
  public record Plan(
      Timetable timetable, Optional<Blackout> maintenance, Duration grace, Duration finishWithin) {}

  /**
   * For the person who is paged.
   *
   * @param owner who is asked; empty for nobody
   * @param runbook where the mend is written; empty for nowhere
   */
  public record About(Severity severity, String owner, String runbook) {}
}
