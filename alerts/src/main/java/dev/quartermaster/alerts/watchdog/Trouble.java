package dev.quartermaster.alerts.watchdog;

import dev.quartermaster.alerts.alert.Cause;
import java.time.Duration;
import java.time.Instant;

/**
 * What keeps the watch from looking, and goes on.
 *
 * @param since by this machine's clock
 * @param beganNanos the same by the monotonic one
 */
record Trouble(Cause cause, Instant since, long beganNanos, String error) {

  private static final Cause WATCH_FAILING = new Cause("WatchFailing", "watchdog");

  /**
   * A look has failed.
   *
   * @param already how long it waited for a database that was not there; counts for nothing else
   */
  static Trouble begun(Throwable why, Duration already, Instant now) {
    Trouble begun = new Trouble(cause(why), now, System.nanoTime(), DatabaseFault.words(why));
    return begun.isUnreachable() ? begun.backBy(already) : begun;
  }

  /** One fault may turn into another, as in a failover: the trouble began with the first. */
  Trouble goesOn(Throwable why) {
    Cause now = cause(why);
    return now.equals(cause) ? this : new Trouble(now, since, beganNanos, DatabaseFault.words(why));
  }

  private static Cause cause(Throwable why) {
    // Whatever else keeps the watch from deciding: nobody would hear of anything.
    return DatabaseFault.of(why).map(DatabaseFault::cause).orElse(WATCH_FAILING);
  }

  private Trouble backBy(Duration time) {
    return new Trouble(cause, since.minus(time), beganNanos - time.toNanos(), error);
  }

  boolean isUnreachable() {
    return cause.equals(DatabaseFault.UNREACHABLE.cause());
  }

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - beganNanos);
  }
}
