package dev.quartermaster.db.embedded;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.CheckedSupplier;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Predicate;

/** Looks again and again, because files and foreign processes give no signal to wait for. */
final class Poll {

  private static final Duration PAUSE = Duration.ofMillis(25);

  private Poll() {}

  /** Looks until what is seen is good or the limit is over; gives what was seen last. */
  static <T> T until(Predicate<T> good, Duration limit, CheckedSupplier<T> look)
      throws IOException {
    RetryPolicy<T> again =
        RetryPolicy.<T>builder()
            .handleResultIf(seen -> !good.test(seen))
            .abortOn(Exception.class)
            .withDelay(PAUSE)
            .withMaxRetries(-1)
            .withMaxDuration(limit)
            .build();
    try {
      return Failsafe.with(again).get(look);
    } catch (FailsafeException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new EmbeddedPostgresException("Interrupted while waiting for PostgreSQL.", e);
    }
  }
}
