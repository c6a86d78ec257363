package dev.quartermaster.alerts.outbox;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a delivery waits after a failed attempt. Pure.
 *
 * <p>Not Failsafe's: it keeps its delays to itself, and between two of ours the process may end.
 */
final class Backoff {

  static final Duration FIRST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofMinutes(5);

  /** A provider that asks for more is asked again all the same. */
  static final Duration LONGEST_ASKED = Duration.ofHours(1);

  private Backoff() {}

  /**
   * Doubled with each attempt, less up to a half of it, so that senders do not fall into step.
   *
   * @param attempts that failed, at least 1
   * @param asked by the provider; it is never sooner than that
   * @param chance from 0 to 1, by which it is made shorter
   */
  static Duration after(int attempts, Optional<Duration> asked, double chance) {
    long doubled = FIRST.toMillis() << Math.min(attempts - 1, 20);
    long longest = Math.min(doubled, LONGEST.toMillis());
    Duration ours = Duration.ofMillis((long) (longest * (1 - chance / 2)));
    return asked.map(Backoff::bounded).filter(theirs -> theirs.compareTo(ours) > 0).orElse(ours);
  }

  /** At most {@link #LONGEST_ASKED}. */
  static Duration bounded(Duration asked) {
    return asked.compareTo(LONGEST_ASKED) < 0 ? asked : LONGEST_ASKED;
  }
}
