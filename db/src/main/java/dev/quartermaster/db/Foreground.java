package dev.quartermaster.db;

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
    return handle
        .createQuery(
            """
            SELECT EXISTS (SELECT FROM pg_stat_activity
                            WHERE datname = current_database() AND state <> 'idle'
                              AND application_name LIKE '%' || :name)
            """)
        .bind("name", NAME)
        .mapTo(Boolean.class)
        .one();
  }
}
