package dev.quartermaster.db;

import java.time.Duration;
import org.jdbi.v3.core.Handle;

/**
 * Work that somebody waits for, beside which work that can wait should be slow. Sessions of pools
 * that are named so do it, on whatever node.
 */
public final class Foreground {

  private static final String NAME = "/api";

  private Foreground() {}

  /** A pool's name, for one that serves people and hosts. */
  public static String named(String pool) {
    return pool + NAME;
  }

  /** Whether any of these sessions is at work right now. Reads the server's shared memory only. */
  public static boolean isAtWork(Handle handle) {
    return wasAtWork(handle, Duration.ZERO);
  }

  /** Whether any of them is, or was so short a time ago. */
  public static boolean wasAtWork(Handle handle, Duration ago) {
    return handle
        .createQuery(
            """
            SELECT EXISTS (SELECT FROM pg_stat_activity
                            WHERE datname = current_database() AND application_name LIKE '%' || :name
                              AND (state <> 'idle'
                                   OR state_change > clock_timestamp() - make_interval(secs => :ago)))
            """)
        .bind("name", NAME)
        .bind("ago", ago.toMillis() / 1000.0)
        .mapTo(Boolean.class)
        .one();
  }
}
