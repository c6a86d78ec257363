package dev.quartermaster.ops.incident;

import java.time.Duration;

/**
 * How large it is, and how long.
 *
 * @param accounts 1 to 1,000,000
 * @param length what stands for the 26 hours: in it comes the reset of each account
 */
public record Night(int accounts, Duration length) {

  public static final int DEFAULT_ACCOUNTS = 100_000;
  public static final int MOST_ACCOUNTS = 1_000_000;

  /**
   * Long enough for the page to come; and shorter than the 45 s after which a node runs what was
   * missed by its own record, whatever Quartz does: that would end the night.
   */
  public static final Duration SHORTEST = Duration.ofSeconds(12);

  public static final Duration LONGEST = Duration.ofSeconds(42);
  public static final Duration DEFAULT = Duration.ofSeconds(40);

  /** What the night really took. */
  static final Duration REAL = Duration.ofHours(26);

  /** The old way's night begins later, so that the two mornings do not share the machine. */
  static final Duration LAG = Duration.ofSeconds(15);

  /** So long the old way is watched when it works the backlog off. */
  static final Duration OLD_MORNING = Duration.ofSeconds(20);

  static final Duration PERIOD = Duration.ofDays(1);
}
