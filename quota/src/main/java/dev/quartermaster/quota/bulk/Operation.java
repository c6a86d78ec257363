package dev.quartermaster.quota.bulk;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An act on many accounts, as it is on record.
 *
 * @param window where next reset times are moved to; empty for a reset
 * @param matched accounts that were chosen when it began
 * @param changed those of them that there was anything to do for, once it has ended
 * @param abandoned whether it ended in the middle
 */
public record Operation(
    long id,
    Began began,
    Optional<Window> window,
    long matched,
    Optional<Long> changed,
    boolean abandoned) {

  /**
   * How it began.
   *
   * @param command all that was asked for, in words
   */
  public record Began(String command, String actor, String reason, When when) {
    /** How long ago it was. */
    public Duration ago() {
      return when.ago();
    }
  }

  /** By the database's clock. */
  public record When(Instant at, Duration ago) {}

  /** From the first time on, evenly over a length of time. */
  public record Window(Instant from, Duration over) {

    /** The last of so many times; the first when there is none. */
    public Instant last(long times) {
      return times <= 1 ? from : from.plus(over.multipliedBy(times - 1).dividedBy(times));
    }
  }

  /** Whether nothing of it is left. */
  public boolean isOver() {
    return changed.isPresent();
  }
}
