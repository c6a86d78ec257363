package dev.quartermaster.db.pressure;

import dev.quartermaster.db.PoolLoad;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What says that the database is hard pressed, at one moment. A part is empty when it is not known:
 * because the server does not show it to this user, or could not be asked.
 *
 * @param vacuuming tables of our schema that are being vacuumed; for a partition, its root
 * @param pool of this process
 */
public record Pressure(
    Optional<Standbys> standbys,
    Set<String> vacuuming,
    Optional<Archive> archive,
    Optional<Sessions> sessions,
    PoolLoad pool) {

  /** Nothing but the pool is known. */
  public static Pressure unknown(PoolLoad pool) {
    return new Pressure(Optional.empty(), Set.of(), Optional.empty(), Optional.empty(), pool);
  }

  /**
   * Standbys that stream, or catch up.
   *
   * @param count 0 when there is none
   * @param behind time between writing and replay, of the slowest; stands still while a standby
   *     says nothing
   * @param bytesBehind written and not replayed yet, of the slowest
   */
  public record Standbys(int count, Duration behind, long bytesBehind) {}

  /**
   * The archive of WAL files; all zero when none is kept.
   *
   * @param filesWaiting full ones that are not archived yet
   * @param failing whether the last attempt failed
   */
  public record Archive(long filesWaiting, boolean failing) {}

  /**
   * Sessions of clients.
   *
   * @param connected of the whole server
   * @param allowed that may be connected at once, those reserved for superusers not counted
   * @param waitingForLocks of our database, as far as this user may see them
   * @param longestWait of these; zero when there is none
   */
  public record Sessions(int connected, int allowed, int waitingForLocks, Duration longestWait) {}
}
