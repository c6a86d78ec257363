package dev.quartermaster.jobs.watch;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * A run that goes on.
 *
 * @param since when it began
 * @param lastBatch when a batch of it was last finished; empty when none was
 * @param inHand the batch that has been in hand for longest; empty when none is
 */
record OpenRun(
    long id,
    String schedule,
    Planned planned,
    Instant since,
    Optional<Instant> lastBatch,
    Optional<InHand> inHand,
    Optional<String> pace) {

  /**
   * What it stands for, and who put it on record.
   *
   * @param catchesUp whether it goes beside what is due now
   */
  record Planned(Instant at, boolean catchesUp, String firedBy) {}

  /** A batch that a node has claimed. */
  record InHand(int batch, String node, Instant since, int attempt) {}

  /**
   * All that go on, by schedule, oldest first. By run_running; of each, the newest batches by the
   * primary key and those in hand by batch_claimed.
   */
  static List<OpenRun> all(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT r.id, r.schedule, r.planned_for, r.cause, r.fired_by, r.pace,
                   coalesce(r.started_at, r.fired_at) AS since, done.at AS last_batch,
                   claimed.number, claimed.node, claimed.claimed_at, claimed.attempt
              FROM run r
              LEFT JOIN LATERAL (SELECT max(finished_at) AS at
                                   FROM (SELECT finished_at FROM batch WHERE run_id = r.id
                                          ORDER BY number DESC LIMIT 200) AS newest) AS done ON true
              LEFT JOIN LATERAL (SELECT number, node, claimed_at, attempt FROM batch
                                  WHERE run_id = r.id AND state = 'claimed'
                                  ORDER BY claimed_at, number LIMIT 1) AS claimed ON true
             WHERE r.state = 'running'
             ORDER BY r.schedule, since, r.id
            """)
        .map((row, context) -> run(row))
        .list();
  }

  private static OpenRun run(ResultSet row) throws SQLException {
    return new OpenRun(
        row.getLong("id"),
        row.getString("schedule"),
        new Planned(
            instant(row, "planned_for").orElseThrow(),
            row.getString("cause").equals("backfill"),
            row.getString("fired_by")),
        instant(row, "since").orElseThrow(),
        instant(row, "last_batch"),
        inHand(row),
        Optional.ofNullable(row.getString("pace")));
  }

  private static Optional<InHand> inHand(ResultSet row) throws SQLException {
    Optional<Instant> claimed = instant(row, "claimed_at");
    if (claimed.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new InHand(
            row.getInt("number"), row.getString("node"), claimed.get(), row.getInt("attempt")));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  /** When something of it was last done. */
  Instant progress() {
    return lastBatch.filter(at -> at.isAfter(since)).orElse(since);
  }

  /** Whether a node has had a batch of it. */
  boolean hasBegun() {
    return lastBatch.isPresent() || inHand.isPresent();
  }
}
