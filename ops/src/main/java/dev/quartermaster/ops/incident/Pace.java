package dev.quartermaster.ops.incident;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Foresees when all users are laid, by how fast the first ones were. */
final class Pace {

  /** What is foreseen is so much longer than what was measured. */
  private static final double CAUTION = 1.2;

  /**
   * What is expected of the machine.
   *
   * @param each a user is laid in
   * @param margin between the last and the night, for a look at what is well
   */
  record Speed(Duration each, Duration margin) {

    private static final Duration LEAST_EACH = Duration.ofNanos(100_000);
    private static final Duration LEAST_MARGIN = Duration.ofSeconds(5);

    /** Of one on which nodes took so long to start: then all else takes longer too. */
    static Speed after(Duration start) {
      Duration each = start.dividedBy(Night.DEFAULT_ACCOUNTS);
      return new Speed(
          each.compareTo(LEAST_EACH) > 0 ? each : LEAST_EACH,
          LEAST_MARGIN.plus(start.dividedBy(4)));
    }
  }

  private final Database database;
  private final int users;
  private final Speed speed;
  private final long began = System.nanoTime();
  private Instant begins = Instant.MIN;

  /** From now on. */
  Pace(Database database, int users, Speed speed) {
    this.database = database;
    this.users = users;
    this.speed = speed;
  }

  /** When the night can begin, after so many were laid; never sooner than was said before. */
  Instant after(int laid) {
    Instant now = database.transaction(DatabaseClock::now);
    double each = laid == 0 ? speed.each().toNanos() : CAUTION * (System.nanoTime() - began) / laid;
    Instant next =
        now.plusNanos((long) (each * (users - laid)))
            .plus(speed.margin())
            .truncatedTo(ChronoUnit.MILLIS);
    if (next.isAfter(begins)) {
      begins = next;
    }
    return begins;
  }
}
