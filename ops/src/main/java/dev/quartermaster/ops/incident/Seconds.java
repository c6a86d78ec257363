package dev.quartermaster.ops.incident;

import java.time.Duration;

/** Times as figures. */
final class Seconds {

  private Seconds() {}

  /** To a tenth. */
  static double of(Duration time) {
    return Math.round(time.toNanos() / 1e8) / 10.0;
  }

  /** To a thousandth. */
  static double exact(Duration time) {
    return Math.round(time.toNanos() / 1e6) / 1e3;
  }
}
