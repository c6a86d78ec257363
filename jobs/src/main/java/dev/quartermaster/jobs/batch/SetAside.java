package dev.quartermaster.jobs.batch;

import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.generic.GenericType;

/** How many items are set aside: those that are tried again by themselves, and those that wait. */
public final class SetAside {

  private SetAside() {}

  /** By schedule; a schedule without any is not in it. */
  public static Map<String, Long> counts(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT schedule, count(*) AS items FROM quarantine
             WHERE state <> 'dropped' GROUP BY schedule
            """)
        .setMapKeyColumn("schedule")
        .setMapValueColumn("items")
        .collectInto(new GenericType<HashMap<String, Long>>() {});
  }
}
