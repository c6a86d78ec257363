package dev.quartermaster.ops.agent.api;

import java.time.Duration;

/**
 * How long to wait before the same is tried again: twice as long each time, and not all hosts at
 * once.
 */
public record Patience(Duration first, Duration longest) {

  public static final Patience USUAL = new Patience(Duration.ofSeconds(1), Duration.ofSeconds(60));

  static final double JITTER = 0.25;

  /** So that jitter never makes it shorter than the API has asked for. */
  static Duration atLeast(Duration asked) {
    return Duration.ofNanos((long) (asked.toNanos() / (1 - JITTER)));
  }
}
