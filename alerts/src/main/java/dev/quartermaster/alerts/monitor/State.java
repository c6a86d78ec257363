package dev.quartermaster.alerts.monitor;

import java.util.Locale;

/** How a monitor stands, the worst first. */
public enum State {
  /** An expected check-in did not come. */
  DOWN,
  /** The last run ended badly. */
  FAILED,
  /** A run was begun and has not ended within its time. */
  RUNNING_LONG,
  /** An expected check-in has not come; it may still do so. */
  LATE,
  /** A run goes on. */
  RUNNING,
  /** Nobody could have taken the check-in that was expected last. */
  UNKNOWN,
  /** Nothing has come yet, and the first is not due. */
  NEW,
  /** All that was expected came. */
  UP;

  /** As people read it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
