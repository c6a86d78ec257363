package dev.quartermaster.alerts.alert;

import dev.quartermaster.alerts.outbox.ChannelRecords;
import dev.quartermaster.alerts.outbox.Outbox;
import java.time.Duration;
import org.jdbi.v3.core.Handle;

/**
 * Forgets what was long ago: alerts with their events, deliveries and ledger, tests of the
 * channels, silences, and channels that are no more.
 */
public final class Forgetting {

  /** As long as runs and their logs are worth looking at, and more. */
  public static final Duration KEPT = Duration.ofDays(90);

  /** In one transaction: the rest is for the next time. */
  private static final int TOGETHER = 500;

  private Forgetting() {}

  /**
   * Forgets some.
   *
   * @return how many alerts; by alert_resolved
   */
  public static int some(Handle handle) {
    handle
        .createUpdate("DELETE FROM silence WHERE ends_at < qm_now() - make_interval(secs => :kept)")
        .bind("kept", KEPT.toSeconds())
        .execute();
    Outbox.forget(handle, KEPT, TOGETHER);
    int alerts = alerts(handle);
    ChannelRecords.forget(handle);
    return alerts;
  }

  private static int alerts(Handle handle) {
    return handle
        .createUpdate(
            """
            DELETE FROM alert
             WHERE id IN (SELECT id FROM alert
                           WHERE state = 'resolved' AND resolved_at < qm_now() - make_interval(secs => :kept)
                           ORDER BY resolved_at LIMIT :together FOR UPDATE SKIP LOCKED)
            """)
        .bind("kept", KEPT.toSeconds())
        .bind("together", TOGETHER)
        .execute();
  }
}
