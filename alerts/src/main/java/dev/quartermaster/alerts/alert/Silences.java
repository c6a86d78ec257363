package dev.quartermaster.alerts.alert;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The SQL of silences. */
public final class Silences {

  private Silences() {}

  /** Those that are in force now or will be, the first to end first. By silence_ends. */
  public static List<Silence> current(Handle handle) {
    return handle
        .createQuery("SELECT * FROM silence WHERE ends_at > qm_now() ORDER BY ends_at, id")
        .map(
            (row, context) ->
                new Silence(
                    row.getLong("id"),
                    Alerts.texts(row.getString("match")),
                    row.getObject("begins_at", OffsetDateTime.class).toInstant(),
                    row.getObject("ends_at", OffsetDateTime.class).toInstant(),
                    row.getString("created_by"),
                    row.getString("reason")))
        .list();
  }

  /**
   * Begins one now.
   *
   * @return its number
   */
  public static long begin(
      Handle handle, Map<String, String> match, Instant ends, String by, String reason) {
    return handle
        .createQuery(
            """
            INSERT INTO silence (match, ends_at, created_by, reason)
            VALUES (:match::jsonb, :ends, :by, :reason)
            RETURNING id
            """)
        .bind("match", Alerts.json(match))
        .bind("ends", ends.atOffset(ZoneOffset.UTC))
        .bind("by", by)
        .bind("reason", reason)
        .mapTo(Long.class)
        .one();
  }

  /**
   * Ends one now.
   *
   * @return whether it was in force
   */
  public static boolean end(Handle handle, long id) {
    return handle
            .createUpdate(
                """
                UPDATE silence SET ends_at = greatest(qm_now(), begins_at + interval '1 microsecond')
                 WHERE id = :id AND ends_at > qm_now()
                """)
            .bind("id", id)
            .execute()
        == 1;
  }
}
