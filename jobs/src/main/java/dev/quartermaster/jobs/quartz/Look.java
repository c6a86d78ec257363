package dev.quartermaster.jobs.quartz;

import dev.quartermaster.jobs.run.Drills;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the tables hold at one moment.
 *
 * @param now by the database's clock
 * @param pausedGroups of triggers, in Quartz's tables
 * @param rows by schedule
 * @param standings by schedule
 * @param isDrill the canary is frozen on purpose
 */
record Look(
    Instant now,
    List<String> pausedGroups,
    Map<String, TriggerRow> rows,
    Map<String, Standing> standings,
    boolean isDrill) {

  /**
   * What our own table says of a schedule.
   *
   * @param isDropped it is declared no more
   * @param isPaused by us
   */
  record Standing(String timetable, String catchUp, boolean isDropped, boolean isPaused) {}

  Optional<TriggerRow> row(String schedule) {
    return Optional.ofNullable(rows.get(schedule));
  }

  /** Frozen on purpose, until somebody was told of it. */
  boolean isFrozenByDrill(String schedule) {
    return isDrill && schedule.equals(Drills.CANARY);
  }

  boolean isPaused(String schedule) {
    Standing standing = standings.get(schedule);
    return standing != null && standing.isPaused();
  }
}
