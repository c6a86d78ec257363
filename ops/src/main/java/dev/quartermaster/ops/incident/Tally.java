package dev.quartermaster.ops.incident;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What reporters were told that is accepted, added up by themselves: of each user, before and from
 * the reset on. It shares nothing with the product.
 */
final class Tally {

  private final Resets resets;
  private final AtomicLongArray before;
  private final AtomicLongArray since;
  private final AtomicLong records = new AtomicLong();

  Tally(Users users, Resets resets) {
    this.resets = resets;
    this.before = new AtomicLongArray(users.size());
    this.since = new AtomicLongArray(users.size());
  }

  /** Charged CPU time that was used then. */
  void add(int user, Instant at, long micros) {
    boolean isBefore = at.isBefore(resets.of(user));
    (isBefore ? before : since).addAndGet(user, micros);
    records.incrementAndGet();
  }

  /** Used from the reset in the night on. */
  long since(int user) {
    return since.get(user);
  }

  long records() {
    return records.get();
  }
}
