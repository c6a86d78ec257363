package dev.quartermaster.alerts.watchdog;

import java.time.Duration;

/** Hears how the watch goes: each look calls one of these. */
public interface Watcher {

  /**
   * The database was looked at.
   *
   * @param rank of this watcher among those that live, from 0
   */
  void looked(int rank);

  /**
   * The database could not be looked at, or not decided upon.
   *
   * @param took from the beginning of that look to now
   */
  void failed(Throwable why, Duration took);

  /** This process did not run for so long. */
  default void frozen(Duration length) {}
}
