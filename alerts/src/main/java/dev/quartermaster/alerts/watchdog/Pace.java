package dev.quartermaster.alerts.watchdog;

import java.time.Duration;

/**
 * How fast {@link WithoutDatabase} goes.
 *
 * @param look between two looks
 * @param patience a restart of the database, or a failover, takes less
 * @param apart between the first watcher's page and the next one's
 * @param again between two tries when no channel took it
 * @param longestAnswer of a channel
 */
record Pace(
    Duration look, Duration patience, Duration apart, Duration again, Duration longestAnswer) {

  static final Pace STANDARD =
      new Pace(
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofSeconds(12));
}
