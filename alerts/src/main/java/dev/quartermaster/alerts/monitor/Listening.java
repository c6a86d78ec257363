package dev.quartermaster.alerts.monitor;

import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * The SQL of when check-ins could be taken. Every node that listens says so again and again; where
 * nobody did, nothing can be concluded from what did not come.
 */
public final class Listening {

  /** How often a node says so. */
  public static final Duration BEAT = Duration.ofSeconds(5);

  /** Silence for longer than this is a gap: a beat may be late, or lost once. */
  static final Duration SILENT = Duration.ofSeconds(15);

  /** No grace is waited for longer than this. */
  private static final Duration REMEMBERED = Duration.ofDays(30);

  private Listening() {}

  /** Says that a node listens, and notes the gap that ends with that. */
  public static void beat(Handle handle) {
    handle.execute("INSERT INTO listening (last_at) VALUES (qm_now()) ON CONFLICT DO NOTHING");
    if (endGap(handle) > 0) {
      forget(handle);
    }
    handle.execute("UPDATE listening SET last_at = qm_now() WHERE last_at < qm_now()");
  }

  /** The row is held: of several nodes that come back at once, one finds the gap. */
  private static int endGap(Handle handle) {
    return handle
        .createUpdate(
            """
            WITH silent AS (
              SELECT last_at FROM listening WHERE last_at < qm_now() - make_interval(secs => :silent)
                 FOR NO KEY UPDATE)
            INSERT INTO listening_gap (began_at, ended_at) SELECT last_at, qm_now() FROM silent
            """)
        .bind("silent", SILENT.toSeconds())
        .execute();
  }

  private static void forget(Handle handle) {
    handle
        .createUpdate(
            "DELETE FROM listening_gap WHERE ended_at < qm_now() - make_interval(secs => :remembered)")
        .bind("remembered", REMEMBERED.toSeconds())
        .execute();
  }

  /** All that are remembered, and the one that goes on. */
  public static List<Gap> gaps(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT began_at, ended_at FROM listening_gap
             UNION ALL
            SELECT last_at, qm_now() FROM listening WHERE last_at < qm_now() - make_interval(secs => :silent)
            """)
        .bind("silent", SILENT.toSeconds())
        .map(
            (row, context) ->
                new Gap(
                    MonitorView.time(row, "began_at").orElseThrow(),
                    MonitorView.time(row, "ended_at").orElseThrow()))
        .list();
  }
}
