package dev.quartermaster.jobs.batch;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/**
 * One batch of a run, as it is on record.
 *
 * @param state ready, claimed, done, failed, or split
 * @param node empty while nobody has begun it
 * @param took empty while it is not over
 * @param of where it comes from
 */
public record BatchRecord(
    int number,
    String state,
    Optional<String> node,
    int attempt,
    OptionalLong items,
    Optional<Duration> took,
    Origin of,
    Optional<String> error) {

  /**
   * Where a batch comes from, when it was not cut from what is due.
   *
   * @param batch that failed and of which this is a part
   * @param item that is tried again
   */
  public record Origin(OptionalInt batch, Optional<String> item) {}

  /** The batches of a run, in order. Uses the primary key. */
  public static List<BatchRecord> of(Handle handle, long run) {
    return handle
        .createQuery("SELECT * FROM batch WHERE run_id = :run ORDER BY number")
        .bind("run", run)
        .map((row, context) -> of(row))
        .list();
  }

  private static BatchRecord of(ResultSet row) throws SQLException {
    long items = row.getLong("items");
    OptionalLong itemsIfKnown = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(items);
    int whole = row.getInt("part_of");
    OptionalInt partOf = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(whole);
    return new BatchRecord(
        row.getInt("number"),
        row.getString("state"),
        Optional.ofNullable(row.getString("node")),
        row.getInt("attempt"),
        itemsIfKnown,
        took(row),
        new Origin(partOf, Optional.ofNullable(row.getString("item"))),
        Optional.ofNullable(row.getString("error")));
  }

  private static Optional<Duration> took(ResultSet row) throws SQLException {
    OffsetDateTime claimed = row.getObject("claimed_at", OffsetDateTime.class);
    return Optional.ofNullable(row.getObject("finished_at", OffsetDateTime.class))
        .map(finished -> Duration.between(claimed, finished));
  }
}
