package dev.quartermaster.alerts.watchdog;

import dev.quartermaster.alerts.alert.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Looks for things that are wrong. A new check is one class, and one line where the watchdog is
 * made.
 */
public interface Source {

  /** As people call it. */
  default String name() {
    return getClass().getSimpleName();
  }

  /** The names of all conditions that it can find: of these, what it does not find is over. */
  Set<String> names();

  /**
   * All that is wrong now. When it throws, nothing of it is taken to be over. It writes nothing:
   * others than the watchdog look too.
   *
   * @param now by the database's clock
   */
  List<Condition> look(Handle handle, Instant now);

  /** After a look by which is decided: what it has to put on record, if anything. */
  default void record(Handle handle, Instant now) {}
}
