package dev.quartermaster.db;

import java.time.Instant;
import org.jdbi.v3.core.Handle;

/**
 * The one clock that decides: the database's. A node's own clock is never compared with a stored
 * instant.
 *
 * <p>In SQL it is {@code qm_now()}, the time at which the statement began.
 */
public final class DatabaseClock {

  private DatabaseClock() {}

  /** Now, in whole microseconds. */
  public static Instant now(Handle handle) {
    return handle.createQuery("SELECT qm_now()").mapTo(Instant.class).one();
  }
}
