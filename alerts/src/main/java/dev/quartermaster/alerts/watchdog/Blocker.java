package dev.quartermaster.alerts.watchdog;

import dev.quartermaster.alerts.alert.Spans;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * A session that others wait for.
 *
 * @param who its application or user
 * @param query that it runs now, or ran last; cut
 * @param open how long its transaction has gone on
 * @param waiting how many sessions wait for it
 */
public record Blocker(int pid, String who, String query, Duration open, long waiting) {

  /** Of a query, so much is shown. */
  static final int SHOWN = 200;

  /** Those that most wait for, three at most. Asks about waiting sessions only: they are few. */
  public static List<Blocker> worst(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT b.pid, coalesce(nullif(b.application_name, ''), b.usename, '?') AS who,
                   left(coalesce(b.query, ''), :shown) AS query,
                   extract(epoch FROM clock_timestamp() - coalesce(b.xact_start, b.state_change)) AS open_s,
                   count(*) AS waiting
              FROM pg_stat_activity w
             CROSS JOIN LATERAL unnest(pg_blocking_pids(w.pid)) AS blocking (pid)
              JOIN pg_stat_activity b ON b.pid = blocking.pid
             WHERE w.wait_event_type = 'Lock' AND w.datname = current_database()
             GROUP BY 1, 2, 3, 4
             ORDER BY waiting DESC, open_s DESC NULLS LAST
             LIMIT 3
            """)
        .bind("shown", SHOWN)
        .map(
            (row, context) ->
                new Blocker(
                    row.getInt("pid"),
                    row.getString("who"),
                    row.getString("query"),
                    Duration.ofMillis((long) (row.getDouble("open_s") * 1000)),
                    row.getLong("waiting")))
        .list();
  }

  /** In a sentence. */
  public String says() {
    return "pid %d (%s) holds a lock that %d %s for, its transaction is open for %s: %s"
        .formatted(
            pid,
            who,
            waiting,
            waiting == 1 ? "session waits" : "sessions wait",
            Spans.words(open),
            query.strip());
  }
}
