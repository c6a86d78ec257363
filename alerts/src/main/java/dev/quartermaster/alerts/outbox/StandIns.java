package dev.quartermaster.alerts.outbox;

import dev.quartermaster.db.notice.Notices;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Which channel is told in the stead of another, and the SQL of it. */
final class StandIns {

  private StandIns() {}

  /**
   * A delivery that cannot be made.
   *
   * @param others who may be told instead
   */
  record Original(
      long id,
      @Nullable Long alert,
      long seq,
      String channel,
      Content content,
      List<String> others) {

    /** What is to be told, and why it could not. */
    record Content(String pageId, String page, String error) {}
  }

  /** How the newest page of the same alert, or this very page, stands on another channel. */
  private record Standing(long id, String state, boolean passedOn) {
    boolean isTaken() {
      return state.equals("accepted") || state.equals("confirmed");
    }

    boolean isOnItsWay() {
      return !passedOn && (state.equals("queued") || state.equals("sending"));
    }
  }

  /** Locks an alert; false when somebody else has. */
  static boolean hold(Handle handle, long alert) {
    return handle
        .createQuery("SELECT true FROM alert WHERE id = :id FOR NO KEY UPDATE SKIP LOCKED")
        .bind("id", alert)
        .mapTo(Boolean.class)
        .findOne()
        .orElse(false);
  }

  /** Locks a delivery; empty when somebody else has, or it has meanwhile been made. */
  static Optional<Original> original(Handle handle, long id) {
    return handle
        .createQuery(
            """
            SELECT id, alert_id, seq, channel, page_id, page::text AS page, others,
                   coalesce(error, (SELECT error FROM channel WHERE name = d.channel), 'nobody could send it') AS error
              FROM delivery AS d
             WHERE id = :id AND NOT passed_on AND state NOT IN ('accepted', 'confirmed')
               FOR UPDATE SKIP LOCKED
            """)
        .bind("id", id)
        .map((row, context) -> original(row))
        .findOne();
  }

  private static Original original(ResultSet row) throws SQLException {
    return new Original(
        row.getLong("id"),
        row.getObject("alert_id", Long.class),
        row.getLong("seq"),
        row.getString("channel"),
        new Original.Content(
            row.getString("page_id"), row.getString("page"), row.getString("error")),
        List.of((String[]) row.getArray("others").getArray()));
  }

  /**
   * Has the first of the others told that can be, unless it knows already, of this or of something
   * later: what is old news there would open a second incident, or the same anew.
   *
   * @return false when there is none
   */
  static boolean find(Handle handle, Original original) {
    markPassedOn(handle, original);
    for (int i = 0; i < original.others().size(); i++) {
      String other = original.others().get(i);
      List<String> rest = original.others().subList(i + 1, original.others().size());
      Optional<Standing> standing = standing(handle, original, other);
      if (standing.isEmpty()) {
        tell(handle, original, other, rest);
        return true;
      }
      if (standing.get().isOnItsWay()) {
        alsoFor(handle, standing.get(), rest);
      }
      if (standing.get().isTaken() || standing.get().isOnItsWay()) {
        return true;
      }
    }
    return false;
  }

  private static void markPassedOn(Handle handle, Original original) {
    handle
        .createUpdate("UPDATE delivery SET passed_on = true WHERE id = :id")
        .bind("id", original.id())
        .execute();
  }

  /** By the unique index, or delivery_alert. */
  private static Optional<Standing> standing(Handle handle, Original original, String other) {
    return handle
        .createQuery(
            """
            SELECT id, state, passed_on FROM delivery
             WHERE channel = :other AND (page_id = :page OR alert_id = :alert AND seq >= :seq)
             ORDER BY seq DESC, id DESC LIMIT 1
            """)
        .bind("other", other)
        .bind("page", original.content().pageId())
        .bind("alert", original.alert())
        .bind("seq", original.seq())
        .map(
            (row, context) ->
                new Standing(
                    row.getLong("id"), row.getString("state"), row.getBoolean("passed_on")))
        .findOne();
  }

  /** It is worth sending for as long as the original was at first. */
  private static void tell(Handle handle, Original original, String other, List<String> rest) {
    handle
        .createUpdate(
            """
            INSERT INTO delivery (alert_id, seq, channel, page_id, page, state, others, expires_at)
            SELECT alert_id, seq, :other, page_id, :page::json, 'queued', :rest,
                   qm_now() + (expires_at - created_at)
              FROM delivery WHERE id = :id
            """)
        .bind("other", other)
        .bind(
            "page",
            InPlaceOf.marked(
                original.content().page(),
                "%s (%s)".formatted(original.channel(), original.content().error())))
        .bindArray("rest", String.class, rest)
        .bind("id", original.id())
        .execute();
    tellEnd(handle, original, other);
    Notices.send(handle, Outbox.NOTICE);
  }

  /**
   * Who is told so late that it fires also learns of its end, if that has come: nobody else would
   * tell of it. By delivery_alert.
   */
  private static void tellEnd(Handle handle, Original original, String other) {
    handle
        .createUpdate(
            """
            INSERT INTO delivery (alert_id, seq, channel, page_id, page, state, others, expires_at)
            SELECT alert_id, seq, :other, page_id, page, 'queued', '{}', qm_now() + (expires_at - created_at)
              FROM delivery
             WHERE alert_id = :alert AND seq > :seq AND page ->> 'kind' = 'RESOLVED'
             ORDER BY seq LIMIT 1
            ON CONFLICT (channel, page_id) DO NOTHING
            """)
        .bind("other", other)
        .bind("alert", original.alert())
        .bind("seq", original.seq())
        .execute();
  }

  /**
   * Should that one fail too, these are told in the stead of both. Of an end nobody is: who heard
   * of the beginning is to hear of it.
   */
  private static void alsoFor(Handle handle, Standing standing, List<String> rest) {
    handle
        .createUpdate(
            """
            UPDATE delivery
               SET others = others || ARRAY(SELECT other FROM unnest(:rest) WITH ORDINALITY AS o (other, place)
                                             WHERE other <> ALL (others) AND other <> channel ORDER BY place)
             WHERE id = :id AND page ->> 'kind' = 'FIRING'
            """)
        .bindArray("rest", String.class, rest)
        .bind("id", standing.id())
        .execute();
  }
}
