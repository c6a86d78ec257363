package dev.quartermaster.jobs.pace;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The SQL of the samples. Each statement walks the primary key, (schedule, at). */
public final class BacklogSamples {

  private BacklogSamples() {}

  /** Keeps what waits now. Of two at one instant the first is kept. */
  public static void write(Handle handle, String schedule, Waiting waiting) {
    handle
        .createUpdate(
            """
            INSERT INTO backlog_sample (schedule, at, items, oldest_s, done)
            VALUES (:schedule, qm_now(), :items, :oldest,
                    -- Of runs that are over, and of those that go on.
                    coalesce((SELECT items_done FROM schedule WHERE name = :schedule), 0)
                    + coalesce((SELECT sum(b.items) FROM run r JOIN batch b ON b.run_id = r.id
                                 WHERE r.schedule = :schedule AND r.state = 'running'), 0))
            ON CONFLICT (schedule, at) DO NOTHING
            """)
        .bind("schedule", schedule)
        .bind("items", waiting.items())
        .bind("oldest", waiting.oldest().toSeconds())
        .execute();
  }

  /** When the newest one of any schedule was taken; by backlog_sample_at. */
  public static Optional<Instant> newest(Handle handle) {
    return handle.createQuery("SELECT max(at) FROM backlog_sample").mapTo(Instant.class).findOne();
  }

  /** The samples of a schedule since so long ago, oldest first. */
  public static List<BacklogSample> last(Handle handle, String schedule, Duration window) {
    return handle
        .createQuery(
            """
            SELECT at, items, oldest_s, done
              FROM backlog_sample
             WHERE schedule = :schedule AND at >= qm_now() - make_interval(secs => :window)
             ORDER BY at
            """)
        .bind("schedule", schedule)
        .bind("window", window.toMillis() / 1000.0)
        .map(
            (row, context) ->
                new BacklogSample(
                    row.getTimestamp("at").toInstant(),
                    row.getLong("items"),
                    Duration.ofSeconds(row.getLong("oldest_s")),
                    row.getLong("done")))
        .list();
  }

  /**
   * Deletes the samples that are older.
   *
   * @return how many
   */
  public static int forget(Handle handle, String schedule, Duration older) {
    return handle
        .createUpdate(
            """
            DELETE FROM backlog_sample
             WHERE schedule = :schedule AND at < qm_now() - make_interval(secs => :older)
            """)
        .bind("schedule", schedule)
        .bind("older", older.toMillis() / 1000.0)
        .execute();
  }
}
