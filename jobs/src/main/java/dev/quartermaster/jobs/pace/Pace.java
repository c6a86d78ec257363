package dev.quartermaster.jobs.pace;

import java.time.Duration;

/**
 * How a hand goes on.
 *
 * @param size items of its next batch
 * @param rest before it, {@link Pacing#LONGEST_HOLD} at most
 * @param says what is done and why, with the figures, for a person
 */
public record Pace(int size, Duration rest, Mode mode, String says) {

  /** From fast to slow. */
  public enum Mode {
    /** One batch after the other. */
    FULL,
    /** With a rest between, a multiple of what a batch takes. */
    SLOWED,
    /** The smallest batch now and then, so that a signal that is wrong freezes no backlog. */
    HELD
  }
}
