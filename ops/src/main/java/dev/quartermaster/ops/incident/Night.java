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

  public static final Duration LONGEST = Duration.ofSeconds(40);

  /** What the night really took. */
  static final Duration REAL = Duration.ofHours(26);

  /** A shorter one is a test's, and leaves out what takes long by itself. */
  private static final Duration SHORT = Duration.ofSeconds(20);

  /** So long the old way is watched when it works the backlog off. */
  static final Duration OLD_MORNING = Duration.ofSeconds(20);

  static final Duration PERIOD = Duration.ofDays(1);

  /** The old way's night begins so much later: the two mornings do not share the machine. */
  Duration lag() {
    return Duration.ofSeconds(isShort() ? 6 : 15);
  }

  /** Whether the test of the phone is not waited for, and the fault does not strike twice. */
  boolean isShort() {
    return length.compareTo(SHORT) < 0;
  }
}
