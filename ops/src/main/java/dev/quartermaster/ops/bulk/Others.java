package dev.quartermaster.ops.bulk;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.Foreground;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether somebody waits for other work of the database's. A look sees one moment, and charges come
 * in short ones: who was there a moment ago will be again.
 */
final class Others {

  private static final Duration LASTS = Duration.ofSeconds(1);

  private final Database database;
  private final AtomicLong seen;

  /** Begins with a look: who was there just before counts, or the first batches would be large. */
  Others(Database database) {
    this.database = database;
    boolean wereThere = database.transaction(handle -> Foreground.wasAtWork(handle, LASTS));
    this.seen = new AtomicLong(System.nanoTime() - (wereThere ? 0 : LASTS.toNanos()));
  }

  boolean areThere() {
    if (database.transaction(Foreground::isAtWork)) {
      seen.set(System.nanoTime());
      return true;
    }
    return System.nanoTime() - seen.get() < LASTS.toNanos();
  }
}
