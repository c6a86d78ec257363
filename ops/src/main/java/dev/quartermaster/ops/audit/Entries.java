package dev.quartermaster.ops.audit;

import dev.quartermaster.ops.audit.Entry.Act;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The SQL that reads the trail. */
public final class Entries {

  private Entries() {}

  /**
   * Which entries are wanted.
   *
   * @param act its name or the first words of it, such as {@code alerts}
   * @param by any part of who it was, in any case
   */
  public record Wanted(Optional<String> act, Optional<String> by, Optional<Instant> since) {
    public static final Wanted ALL =
        new Wanted(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Those that are wanted, the newest first, at most so many. */
  public static List<Entry> newest(Handle handle, Wanted wanted, int most) {
    // Walks audit_number backwards until there are enough.
    return handle
        .createQuery(
            """
            SELECT number, encode(hash, 'hex') AS hash, at, actor, act, target, reason
              FROM audit
             WHERE (:act::text IS NULL OR starts_with(act || ' ', :act::text || ' '))
               AND (:by::text IS NULL OR position(lower(:by::text) IN lower(actor)) > 0)
               AND (:since::timestamptz IS NULL OR at >= :since::timestamptz)
             ORDER BY number DESC
             LIMIT :most
            """)
        .bind("act", wanted.act().orElse(null))
        .bind("by", wanted.by().orElse(null))
        .bind("since", wanted.since().map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null))
        .bind("most", most)
        .map((row, context) -> entry(row))
        .list();
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        new Head(row.getLong("number"), row.getString("hash")),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getString("actor"),
        new Act(
            row.getString("act"),
            row.getString("target"),
            Optional.ofNullable(row.getString("reason"))));
  }
}
