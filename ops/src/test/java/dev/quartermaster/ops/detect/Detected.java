package dev.quartermaster.ops.detect;

import java.time.Duration;
import java.time.Instant;

/**
 * A fault and its page.
 *
 * @param missed the first time that was missed; later than the page when that came before
 * @param taken when the provider had taken the first page
 * @param alert which one that was
 */
record Detected(Fault fault, Instant at, Instant missed, Instant taken, String alert) {

  Duration afterFault() {
    return Duration.between(at, taken);
  }

  /** Negative when the page came before anything was missed. */
  Duration afterMissed() {
    return Duration.between(missed, taken);
  }

  String row() {
    return "| %s | %s | %.1f s | %s |"
        .formatted(
            fault.says(),
            alert,
            seconds(afterFault()),
            afterMissed().isNegative()
                ? "%.1f s before it".formatted(-seconds(afterMissed()))
                : "%.1f s".formatted(seconds(afterMissed())));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
