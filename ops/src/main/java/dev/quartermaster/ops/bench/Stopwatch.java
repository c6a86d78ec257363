package dev.quartermaster.ops.bench;

import java.time.Duration;

/** Wall time in monotonic time. */
record Stopwatch(long began) {

  static Stopwatch start() {
    return new Stopwatch(System.nanoTime());
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
