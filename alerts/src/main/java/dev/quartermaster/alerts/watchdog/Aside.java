package dev.quartermaster.alerts.watchdog;

import java.time.Duration;
import org.jdbi.v3.core.Handle;

/** Looks that may fail or take long, without harm to the transaction that they are made in. */
public final class Aside {

  private static final String HERE = "aside";

  private Aside() {}

  /** What is asked of the database; it changes nothing. */
  @FunctionalInterface
  public interface Look<T> {
    T at(Handle handle);
  }

  /**
   * Looks, and throws what the look throws; the transaction goes on in either case.
   *
   * @param most that each statement of it may take
   */
  public static <T> T look(Handle handle, Duration most, Look<T> look) {
    handle.savepoint(HERE);
    try {
      handle.execute("SET LOCAL statement_timeout = " + most.toMillis());
      return look.at(handle);
    } finally {
      // Takes the timeout back with it.
      handle.rollbackToSavepoint(HERE);
    }
  }
}
