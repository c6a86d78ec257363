package dev.quartermaster.ops.agent;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Says a fault when it begins and when it changes, again every ten minutes while it lasts, and that
 * it is over: so that a log of a long outage can be read.
 */
public final class Loud {

  private static final Duration AGAIN = Duration.ofMinutes(10);

  private final Logger log;
  private final String what;
  private final LongSupplier nanos;
  private @Nullable String last;
  private long saidAt;

  /** The clock is monotonic, as {@link System#nanoTime}. */
  public Loud(Logger log, String what, LongSupplier nanos) {
    this.log = log;
    this.what = what;
    this.nanos = nanos;
  }

  /** It is so. */
  public synchronized void fault(String why) {
    if (!why.equals(last) || nanos.getAsLong() - saidAt >= AGAIN.toNanos()) {
      log.warn("{}: {}", what, why);
      last = why;
      saidAt = nanos.getAsLong();
    }
  }

  /** It is not so, or not any more. */
  public synchronized void well() {
    if (last != null) {
      log.info("Over: {}.", what);
      last = null;
    }
  }
}
