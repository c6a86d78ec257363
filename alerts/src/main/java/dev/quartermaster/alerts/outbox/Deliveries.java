package dev.quartermaster.alerts.outbox;

import java.util.Locale;

/** Hears what comes of every attempt; must not throw. */
@FunctionalInterface
public interface Deliveries {

  void ended(String channel, Result result);

  /** Hears nothing. */
  Deliveries NONE = (channel, result) -> {};

  /** What is counted. */
  enum Result {
    ACCEPTED,
    /** It is tried again. */
    FAILED,
    /** It is not tried again. */
    REFUSED,
    /** Tried for as long as it was worth, in vain. */
    EXPIRED,
    /** Another channel is told in this one's stead. */
    PASSED_ON;

    /** As it is written in metrics. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
