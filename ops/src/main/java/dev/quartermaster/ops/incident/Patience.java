package dev.quartermaster.ops.incident;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits, in monotonic time. */
final class Patience {

  private static final Duration LOOK = Duration.ofMillis(20);

  private Patience() {}

  /** Until it is so; false when it is not within this time. */
  static boolean until(Duration longest, BooleanSupplier isSo) {
    if (longest.isNegative() || longest.isZero()) {
      return isSo.getAsBoolean();
    }
    RetryPolicy<Boolean> policy =
        RetryPolicy.<Boolean>builder()
            .handleResult(false)
            .abortOn(Exception.class)
            .withMaxRetries(-1)
            .withMaxDuration(longest)
            .withDelay(LOOK)
            .build();
    return Failsafe.with(policy).get(isSo::getAsBoolean);
  }

  /** Fails when it is not so within this time. */
  static void require(Duration longest, BooleanSupplier isSo, String otherwise) {
    if (!until(longest, isSo)) {
      throw new NotShown("%s within %d s".formatted(otherwise, longest.toSeconds()));
    }
  }

  /** Lets time pass. */
  static void pass(Duration time) {
    until(time, () -> false);
  }
}
