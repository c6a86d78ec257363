package dev.quartermaster.alerts.watchdog;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What tells how the database is, at one moment.
 *
 * @param readOnlyBecause empty when it takes changes
 * @param age of the oldest transaction id
 * @param open transactions that go on for too long, the oldest first
 */
record Vitals(
    Optional<String> readOnlyBecause, Sessions sessions, Age age, List<Transaction> open) {

  /**
   * Sessions of clients.
   *
   * @param allowed at most, those reserved for superusers not counted
   */
  record Sessions(long connected, long allowed) {}

  /** The oldest transaction id is that of a database, so many transactions ago. */
  record Age(String database, long transactions) {}

  /** A transaction of a client. */
  record Transaction(int pid, String who, String query, Duration open) {}
}
