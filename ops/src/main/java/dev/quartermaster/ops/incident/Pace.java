package dev.quartermaster.ops.incident;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Foresees when all users are laid, by how fast the first ones were. */
final class Pace {

  /** At first: twice to three times what it takes on a machine that has nothing else to do. */
  private static final Duration EACH = Duration.ofNanos(160_000);

  /** What is foreseen is so much longer than what was measured. */
  private static final double CAUTION = 1.2;

  private final Database database;
  private final int users;
  private final Duration margin;
  private final long began = System.nanoTime();
  private Instant begins = Instant.MIN;

  /**
   * From now on.
   *
   * @param margin after the last is laid, for a look at what is well
   */
  Pace(Database database, int users, Duration margin) {
    this.database = database;
    this.users = users;
    this.margin = margin;
  }

  /** When the night can begin, after so many were laid; never sooner than was said before. */
  Instant after(int laid) {
    Instant now = database.transaction(DatabaseClock::now);
    double each = laid == 0 ? EACH.toNanos() : CAUTION * (System.nanoTime() - began) / laid;
    Instant next =
        now.plusNanos((long) (each * (users - laid))).plus(margin).truncatedTo(ChronoUnit.MILLIS);
    if (next.isAfter(begins)) {
      begins = next;
    }
    return begins;
  }
}
