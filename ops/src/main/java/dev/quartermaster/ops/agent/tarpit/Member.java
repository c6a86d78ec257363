package dev.quartermaster.ops.agent.tarpit;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * Somebody who is in the tarpit.
 *
 * @param username as registered
 * @param liftAt by the monotonic clock, in nanoseconds; empty when nobody knows
 */
record Member(String username, boolean tenfold, OptionalLong liftAt) {

  /** What names are compared by: a host may write them in another case. */
  static String key(String username) {
    return username.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }

  boolean isDue(long nanos) {
    return liftAt.isPresent() && nanos - liftAt.getAsLong() >= 0;
  }
}
