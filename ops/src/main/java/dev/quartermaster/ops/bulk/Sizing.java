package dev.quartermaster.ops.bulk;

import java.time.Duration;

/**
 * How large the next batch is, so that none holds its locks for long.
 *
 * @param portions of 200 accounts
 */
record Sizing(int portions) {

  static final Sizing FIRST = new Sizing(2);

  /** 10,000 accounts. */
  private static final int MOST = 50;

  /** A fraction of what a batch may hold its locks at the worst: so that a slow one keeps to it. */
  private static final Duration AIM = Duration.ofMillis(60);

  /** While somebody waits for charges: what they meet must be over soon. */
  private static final Duration AIM_BESIDE_OTHERS = Duration.ofMillis(10);

  /**
   * The next one.
   *
   * @param took what this one took, with its commit
   * @param besideOthers whether somebody waits for other work of the database's
   */
  Sizing after(Duration took, boolean besideOthers) {
    Duration aim = besideOthers ? AIM_BESIDE_OTHERS : AIM;
    double factor = (double) aim.toNanos() / Math.max(1, took.toNanos());
    long wanted = Math.round(portions * Math.min(1.5, Math.max(0.25, factor)));
    // One more at least, when there is room: a half of one would be rounded away.
    long grown = factor >= 1.5 ? Math.max(wanted, portions + 1L) : wanted;
    return new Sizing((int) Math.min(MOST, Math.max(1, grown)));
  }
}
