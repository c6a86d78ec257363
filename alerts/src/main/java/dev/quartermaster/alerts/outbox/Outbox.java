package dev.quartermaster.alerts.outbox;

import dev.quartermaster.alerts.channel.Page;
import dev.quartermaster.db.notice.Notices;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * What is to be told: put in here in the transaction of what happened, and sent from here by every
 * {@link Sender}.
 */
public final class Outbox {

  /** Sent when there is something to send. */
  static final String NOTICE = "outbox";

  /** So many are listed, the newest first. */
  private static final int LISTED = 1_000;

  private Outbox() {}

  /**
   * Has it sent once the transaction commits. A page that was enqueued for a channel before is not
   * enqueued again.
   *
   * <p>Whoever changes an alert holds a lock on its row until the transaction ends: that is what
   * keeps the order.
   */
  public static void enqueue(Handle handle, Message message) {
    handle
        .createUpdate(
            """
            INSERT INTO delivery (alert_id, seq, channel, page_id, page, state, others, expires_at)
            SELECT :alert, :seq, channel, :id, :page::json, 'queued', array_remove(:others, channel),
                   qm_now() + make_interval(secs => :worthFor)
              FROM unnest(:channels) AS channel
            ON CONFLICT (channel, page_id) DO NOTHING
            """)
        .bind("alert", message.event().map(Message.Event::alertId).orElse(null))
        .bind("seq", message.event().map(Message.Event::seq).orElse(0L))
        .bind("id", message.page().id())
        .bind("page", PageJson.write(message.page()))
        .bindArray("others", String.class, message.to().others())
        .bindArray("channels", String.class, message.to().channels())
        .bind("worthFor", message.worthFor().toSeconds())
        .execute();
    Notices.send(handle, NOTICE);
  }

  /** Puts on record that these channels took a page of which the outbox did not know. */
  public static void note(Handle handle, Message.Event event, Page page, List<String> channels) {
    handle
        .createUpdate(
            """
            INSERT INTO delivery (alert_id, seq, channel, page_id, page, state, attempts, settled_at, others, expires_at)
            SELECT :alert, :seq, channel, :id, :page::json, 'accepted', 1, qm_now(), '{}', qm_now()
              FROM unnest(:channels) AS channel
            ON CONFLICT (channel, page_id) DO NOTHING
            """)
        .bind("alert", event.alertId())
        .bind("seq", event.seq())
        .bind("id", page.id())
        .bind("page", PageJson.write(page))
        .bindArray("channels", String.class, channels)
        .execute();
  }

  /**
   * How many alerts began to fire so long ago, and nobody took a page of them yet. Walks
   * delivery_open.
   */
  public static long stuck(Handle handle, Duration since) {
    return handle
        .createQuery(
            """
            SELECT count(DISTINCT alert_id)
              FROM delivery AS d
             WHERE state IN ('queued', 'sending') AND created_at < qm_now() - make_interval(secs => :since)
               AND NOT EXISTS (SELECT FROM delivery AS o
                                WHERE o.alert_id = d.alert_id AND o.state IN ('accepted', 'confirmed'))
            """)
        .bind("since", since.toSeconds())
        .mapTo(Long.class)
        .one();
  }

  /** What became of each page of an alert, in order. By delivery_alert. */
  public static List<Delivered> of(Handle handle, long alert) {
    return handle
        .createQuery(
            """
            SELECT channel, lower(page ->> 'kind') AS kind, state, attempts, settled_at, error
              FROM delivery WHERE alert_id = :alert
             ORDER BY seq, id
            """)
        .bind("alert", alert)
        .map(
            (row, context) ->
                new Delivered(
                    row.getString("channel"),
                    row.getString("kind"),
                    row.getString("state"),
                    row.getInt("attempts"),
                    Optional.ofNullable(row.getTimestamp("settled_at")).map(Timestamp::toInstant),
                    Optional.ofNullable(row.getString("error"))))
        .list();
  }

  /**
   * A page that a channel never took and nobody took in its stead.
   *
   * @param event empty for a test
   */
  public record Undelivered(
      Optional<Message.Event> event, String channel, String pageId, Failure failure) {

    /**
     * How it ended.
     *
     * @param state dead: refused; expired: tried for as long as it was worth
     * @param error of the last attempt
     */
    public record Failure(String state, String error, Instant at) {}
  }

  /**
   * The newest thousand. Walks delivery_failed, and for each delivery_alert or the unique index.
   */
  public static List<Undelivered> undelivered(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT alert_id, seq, channel, page_id, state, error, settled_at
              FROM delivery AS d
             WHERE state IN ('dead', 'expired')
               AND NOT EXISTS (SELECT FROM delivery AS o
                                WHERE o.channel = ANY (d.others) AND o.page_id = d.page_id
                                  AND o.state NOT IN ('dead', 'expired'))
               AND NOT EXISTS (SELECT FROM delivery AS o
                                WHERE o.channel = ANY (d.others) AND o.alert_id = d.alert_id AND o.seq > d.seq
                                  AND o.state NOT IN ('dead', 'expired'))
             ORDER BY settled_at DESC LIMIT :listed
            """)
        .bind("listed", LISTED)
        .map(
            (row, context) -> {
              long alert = row.getLong("alert_id");
              return new Undelivered(
                  row.wasNull()
                      ? Optional.empty()
                      : Optional.of(new Message.Event(alert, row.getLong("seq"))),
                  row.getString("channel"),
                  row.getString("page_id"),
                  new Undelivered.Failure(
                      row.getString("state"),
                      Optional.ofNullable(row.getString("error")).orElse(""),
                      row.getTimestamp("settled_at").toInstant()));
            })
        .list();
  }

  /**
   * Deletes what was settled so long ago, the oldest first (delivery_settled). Not of an alert that
   * is open: by its deliveries it is known who is to hear of its end.
   *
   * @return how many, {@code limit} at most
   */
  public static int forget(Handle handle, Duration kept, int limit) {
    return handle
        .createUpdate(
            """
            DELETE FROM delivery
             WHERE id = ANY (ARRAY(
                   SELECT id FROM delivery AS d
                    WHERE settled_at < qm_now() - make_interval(secs => :kept)
                      AND NOT EXISTS (SELECT FROM alert AS a WHERE a.id = d.alert_id AND a.state <> 'resolved')
                    ORDER BY settled_at LIMIT :limit FOR UPDATE SKIP LOCKED))
            """)
        .bind("kept", kept.toSeconds())
        .bind("limit", limit)
        .execute();
  }
}
