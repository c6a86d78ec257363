package dev.quartermaster.ops.audit;

import dev.quartermaster.ops.audit.Bad.What;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;

/** Whether the trail is as it was written (I8); reads, and holds nobody up. */
public final class AuditChain {

  /** Entries in memory at a time. */
  private static final int PORTION = 1_000;

  private static final int FIRST_COLUMN = 4;
  private static final int COLUMNS = 7;

  private AuditChain() {}

  /** An empty trail has a row with its head, too; a trail whose head is gone, its entries. */
  private record Row(Optional<Head> head, Optional<Link> link) {}

  /** Walks along all of it, within the caller's transaction, and names the first bad entry. */
  public static Verified verify(Handle handle) {
    // One statement, so that head and entries are of one instant while others write. It reads the
    // whole table and sorts it, on disk when there is much.
    try (ResultIterator<Row> rows =
        handle
            .createQuery(
                """
                SELECT h.number AS head_number, encode(h.hash, 'hex') AS head_hash, a.number,
                       a.id::text, extract(epoch FROM a.at)::text, a.actor, a.act, a.target, a.reason, a.detail,
                       encode(a.previous, 'hex') AS previous, encode(a.hash, 'hex') AS hash, a.id IS NULL AS none
                  FROM (VALUES (true)) AS always (one)
                  LEFT JOIN audit_head h ON true
                  LEFT JOIN audit a ON true
                 ORDER BY a.number, a.id
                """)
            .setFetchSize(PORTION)
            .map((result, context) -> row(result))
            .iterator()) {
      return walk(rows);
    }
  }

  private static Verified walk(Iterator<Row> rows) {
    Row first = rows.next();
    Walk walk = new Walk(first.head());
    first.link().ifPresent(walk::take);
    rows.forEachRemaining(row -> row.link().ifPresent(walk::take));
    return walk.end();
  }

  /**
   * Whether the entry that was the newest once still is what it was: a chain that somebody figured
   * anew as a whole fits in itself.
   */
  public static Optional<Bad> differsFrom(Handle handle, Head seen) {
    boolean same =
        handle
            .createQuery("SELECT encode(hash, 'hex') FROM audit WHERE number = :number")
            .bind("number", seen.number())
            .mapTo(String.class)
            .findOne()
            .map(seen.hash()::equals)
            .orElse(false);
    return same
        ? Optional.empty()
        : Optional.of(
            new Bad(
                seen.number(),
                What.REPLACED,
                "it had the hash %s when that was noted: the trail up to it was written anew"
                    .formatted(seen.hash())));
  }

  private static Row row(ResultSet row) throws SQLException {
    String head = row.getString("head_hash");
    return new Row(
        head == null ? Optional.empty() : Optional.of(new Head(row.getLong("head_number"), head)),
        row.getBoolean("none") ? Optional.empty() : Optional.of(link(row)));
  }

  /** A column that somebody made null fits no hash, whatever stands for it. */
  private static Link link(ResultSet row) throws SQLException {
    List<Optional<String>> content = new ArrayList<>();
    for (int column = FIRST_COLUMN; column < FIRST_COLUMN + COLUMNS; column++) {
      content.add(Optional.ofNullable(row.getString(column)));
    }
    return new Link(
        row.getLong("number"),
        content,
        Optional.ofNullable(row.getString("previous")).orElse(""),
        Optional.ofNullable(row.getString("hash")).orElse(""));
  }
}
