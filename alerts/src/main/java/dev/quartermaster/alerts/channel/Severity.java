package dev.quartermaster.alerts.channel;

import java.util.Locale;

/** How much an alert matters; in this order, the worst first. */
public enum Severity {
  /** Somebody is to get up. */
  CRITICAL,
  /** Somebody is to look at it in working hours. */
  WARNING,
  /** Worth knowing. */
  INFO;

  /** As it is written in configuration, labels and messages. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The severity of that word.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Severity of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
