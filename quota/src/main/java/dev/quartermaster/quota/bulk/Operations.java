package dev.quartermaster.quota.bulk;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The SQL of operations: beginning, finding again, ending. */
public final class Operations {

  private static final String COLUMNS =
      """
      SELECT id, command, actor, reason, began_at, extract(epoch FROM qm_now() - began_at)::float8 AS ago_s,
             from_at, over_us, matched, changed, abandoned
        FROM bulk_operation
      """;

  private Operations() {}

  /** How far it is. */
  public record Progress(long done, long total) {}

  /** Who asks for what, and why. */
  public record Asked(String actor, String reason) {}

  /** The open operation of the same command, if there is one: a lookup in bulk_operation_open. */
  public static Optional<Operation> open(Handle handle, String command) {
    return handle
        .createQuery(COLUMNS + " WHERE command = :command AND ended_at IS NULL")
        .bind("command", command)
        .map((row, context) -> operation(row))
        .findOne();
  }

  /** Until the transaction ends nobody else begins a move of reset times. */
  public static void holdMoves(Handle handle) {
    handle.execute("LOCK TABLE bulk_operation IN SHARE ROW EXCLUSIVE MODE");
  }

  /** The open moves of reset times, which would undo each other. */
  public static List<Operation> openMoves(Handle handle) {
    return handle
        .createQuery(COLUMNS + " WHERE ended_at IS NULL AND from_at IS NOT NULL ORDER BY id")
        .map((row, context) -> operation(row))
        .list();
  }

  /**
   * Closes one that is not gone on with. What is left of it is not done, but for a batch that
   * somebody has in hand all the same.
   *
   * @return whether it was still open
   */
  public static boolean abandon(Handle handle, long id) {
    int closed =
        handle
            .createUpdate(
                """
            UPDATE bulk_operation o
               SET ended_at = qm_now(), abandoned = true,
                   changed = (SELECT coalesce(sum(p.changed), 0) FROM bulk_portion p WHERE p.operation = o.id)
             WHERE o.id = :id AND o.ended_at IS NULL
            """)
            .bind("id", id)
            .execute();
    if (closed == 0) {
      return false;
    }
    handle
        .createUpdate(
            """
            DELETE FROM bulk_portion
             WHERE operation = :id
               AND nth = ANY (ARRAY(SELECT nth FROM bulk_portion WHERE operation = :id FOR UPDATE SKIP LOCKED))
            """)
        .bind("id", id)
        .execute();
    return true;
  }

  /**
   * Puts a new one on record and cuts its work up; empty when somebody else has just begun the
   * same: {@link #open} has it.
   */
  public static Optional<Operation> begin(Handle handle, Act act, Chosen chosen, Asked asked) {
    return act.cut(handle, chosen, asked).map(id -> find(handle, id));
  }

  /** One that is there. */
  public static Operation find(Handle handle, long id) {
    return handle
        .createQuery(COLUMNS + " WHERE id = :id")
        .bind("id", id)
        .map((row, context) -> operation(row))
        .one();
  }

  /** Accounts of portions that are done, of all that are to be worked on. */
  public static Progress progress(Handle handle, long id) {
    return handle
        .createQuery(
            """
            SELECT coalesce(sum(size) FILTER (WHERE done_at IS NOT NULL), 0), coalesce(sum(size), 0)
              FROM bulk_portion WHERE operation = :id
            """)
        .bind("id", id)
        .map((row, context) -> new Progress(row.getLong(1), row.getLong(2)))
        .one();
  }

  /**
   * Ends it when nothing is left; by one of those who work on it.
   *
   * @return how it ended, for the one that did
   */
  public static Optional<Operation> end(Handle handle, long id) {
    int ended =
        handle
            .createUpdate(
                """
                UPDATE bulk_operation o
                   SET ended_at = qm_now(),
                       changed = (SELECT coalesce(sum(p.changed), 0) FROM bulk_portion p WHERE p.operation = o.id)
                 WHERE o.id = :id AND o.ended_at IS NULL
                   AND NOT EXISTS (SELECT FROM bulk_portion p WHERE p.operation = o.id AND p.done_at IS NULL)
                """)
            .bind("id", id)
            .execute();
    if (ended == 0) {
      return Optional.empty();
    }
    handle.createUpdate("DELETE FROM bulk_portion WHERE operation = :id").bind("id", id).execute();
    return Optional.of(find(handle, id));
  }

  private static Operation operation(ResultSet row) throws SQLException {
    OffsetDateTime from = row.getObject("from_at", OffsetDateTime.class);
    return new Operation(
        row.getLong("id"),
        new Operation.Began(
            row.getString("command"),
            row.getString("actor"),
            row.getString("reason"),
            new Operation.When(
                row.getObject("began_at", OffsetDateTime.class).toInstant(),
                seconds(row.getDouble("ago_s")))),
        from == null
            ? Optional.empty()
            : Optional.of(window(from.toInstant(), row.getLong("over_us"))),
        row.getLong("matched"),
        Optional.ofNullable(row.getObject("changed", Long.class)),
        row.getBoolean("abandoned"));
  }

  static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  private static Operation.Window window(Instant from, long overMicros) {
    return new Operation.Window(from, Duration.of(overMicros, ChronoUnit.MICROS));
  }
}
