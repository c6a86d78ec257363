package dev.quartermaster.ops.incident;

import java.time.Duration;

/**
 * Something that happened.
 *
 * @param at since the demo began
 */
public record Event(Duration at, Side side, String says) {

  /** In seconds, to a tenth. */
  public double seconds() {
    return Seconds.of(at);
  }
}
