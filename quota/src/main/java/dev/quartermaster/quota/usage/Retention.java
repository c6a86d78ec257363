package dev.quartermaster.quota.usage;

import java.time.Duration;
import java.time.Instant;

/**
 * How long what is kept.
 *
 * @param lateRecords how long after its use a record is still taken
 * @param keepRecords how long records are kept after they came in, at least
 * @param keepHistory how long the ledger, the roll-up and the events are kept, at least; not
 *     shorter than {@code lateRecords}
 */
public record Retention(Duration lateRecords, Duration keepRecords, Duration keepHistory) {

  public static final Retention DEFAULT =
      new Retention(Duration.ofDays(7), Duration.ofDays(35), Duration.ofDays(400));

  /** Refuses to drop the ledger under records that are still taken. */
  public Retention {
    if (keepHistory.compareTo(lateRecords) < 0) {
      throw new IllegalArgumentException(
          "history is kept for %s, and records are taken for %s: keep it for as long at least"
              .formatted(keepHistory, lateRecords));
    }
  }

  /** Records that came in before this may go. */
  Instant records(Instant now) {
    return now.minus(keepRecords);
  }

  /** Periods that ended, and events that happened, before this may go. */
  Instant history(Instant now) {
    return now.minus(keepHistory);
  }

  /**
   * Reports that came in before this may be forgotten. One that is sent again then is new to us,
   * and changes nothing all the same: what it reports was used before it came in, or by a fast
   * clock some minutes after, and is too old to be taken. The day on top is for that clock.
   */
  Instant reports(Instant now) {
    Duration longest = lateRecords.compareTo(keepRecords) > 0 ? lateRecords : keepRecords;
    return now.minus(longest).minus(Duration.ofDays(1));
  }
}
