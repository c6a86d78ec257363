package dev.quartermaster.alerts.monitor;

import dev.quartermaster.alerts.monitor.Standing.End;
import dev.quartermaster.alerts.monitor.Standing.Missing;
import dev.quartermaster.alerts.monitor.Standing.OpenRun;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a monitor's record means now.
 *
 * @param state the worst of what follows
 * @param missing check-ins that did not come
 * @param failed the last end of a run, if it was bad
 * @param overdue runs that have not ended in time, oldest first
 * @param inMaintenance whether nobody is to be paged for it now
 * @param passed expected times that are decided upon now, for the record
 */
public record Verdict(
    State state,
    Optional<Missing> missing,
    Optional<End> failed,
    List<OpenRun> overdue,
    boolean inMaintenance,
    Passed passed) {

  /**
   * Expected times of the past.
   *
   * @param occurrences oldest first; the newest {@link Judge#LISTED} of them
   * @param unknown the newest since the last check-in at which nobody could have taken it
   * @param expected what is expected next
   */
  public record Passed(List<Occurrence> occurrences, Optional<Instant> unknown, Instant expected) {}

  /** An expected time at which nothing came. */
  public record Occurrence(Instant expected, Fate fate) {}

  /** What became of an expected time. */
  public enum Fate {
    MISSED,
    /** It was missed while there was maintenance. */
    QUIET,
    /** Nobody could have taken it. */
    UNKNOWN;

    /** As it is kept. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
