package dev.quartermaster.ops.webhook;

import java.util.Locale;

/** What is counted. */
public enum Result {
  /** An attempt that was answered with 2xx. */
  ACCEPTED,
  /** Any other attempt. */
  FAILED,
  /** A warning that was given up. */
  EXPIRED;

  /** As it is written in metrics. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Hears of each. */
  @FunctionalInterface
  public interface Counts {
    void count(Result result);
  }
}
