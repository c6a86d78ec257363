package dev.quartermaster.alerts.watchdog;

import dev.quartermaster.alerts.alert.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Whoever can look and decide has the database: what was told without it is over. That it was gone
 * {@link WithoutDatabase} has told.
 */
public final class DatabaseBack implements Source {

  @Override
  public Set<String> names() {
    return Set.of("DatabaseUnreachable", "WatchFailing");
  }

  @Override
  public List<Condition> look(Handle handle, Instant now) {
    return List.of();
  }
}
