package dev.quartermaster.alerts.outbox;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * The SQL of sending. Rows that somebody else holds are passed over, so that a sender that froze
 * inside a transaction holds nobody up.
 */
final class DeliveryRows {

  /** A sender that has not said by then how it ended is dead. */
  static final Duration LEASE = Duration.ofSeconds(30);

  /** So many expire in one transaction. */
  private static final int MOST_EXPIRED = 100;

  private DeliveryRows() {}

  /**
   * For the rest of the transaction: should this process freeze, the server ends the session long
   * before a lease is over, and with it the locks.
   */
  static void letGoSoon(Handle handle) {
    handle.execute("SET LOCAL idle_in_transaction_session_timeout = '5s'");
  }

  /**
   * Gives up what is no longer worth sending (delivery_open).
   *
   * @return the channel of each
   */
  static List<String> expire(Handle handle) {
    return handle
        .createQuery(
            """
            UPDATE delivery
               SET state = 'expired', settled_at = qm_now(), error = coalesce(error, 'nobody could send it in time')
             WHERE id = ANY (ARRAY(
                   SELECT id FROM delivery
                    WHERE expires_at <= qm_now()
                      AND (state = 'queued' OR state = 'sending' AND next_try_at <= qm_now())
                    LIMIT :most FOR UPDATE SKIP LOCKED))
            RETURNING channel
            """)
        .bind("most", MOST_EXPIRED)
        .mapTo(String.class)
        .list();
  }

  /**
   * How many could be sent now, by channel. Walks delivery_open, and for each delivery_alert for
   * one that has to go before it.
   */
  static Map<String, Integer> due(Handle handle, Set<String> channels) {
    return handle
        .createQuery(
            """
            SELECT d.channel, count(*) AS due
              FROM delivery AS d LEFT JOIN channel AS c ON c.name = d.channel
             WHERE d.state IN ('queued', 'sending') AND d.next_try_at <= qm_now()
               AND d.channel = ANY (:channels)
               AND (c.rest_until IS NULL OR c.rest_until <= qm_now())
               AND NOT EXISTS (SELECT FROM delivery AS e
                                WHERE e.alert_id = d.alert_id AND e.channel = d.channel AND e.seq < d.seq
                                  AND e.state IN ('queued', 'sending'))
             GROUP BY d.channel
            """)
        .bindArray("channels", String.class, List.copyOf(channels))
        .map((row, context) -> Map.entry(row.getString("channel"), row.getInt("due")))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * Claims some that are due, those first that wait longest; also those of senders that died. An
   * earlier page of the same alert and channel that is not settled holds a later one back: once
   * settled it stays so, hence what this statement's snapshot shows is enough.
   */
  static List<Claim> claim(Handle handle, String who, String channel, int most) {
    return handle
        .createQuery(
            """
            UPDATE delivery
               SET state = 'sending', attempts = attempts + 1, claimed_by = :who,
                   next_try_at = qm_now() + make_interval(secs => :lease)
             WHERE id = ANY (ARRAY(
                   SELECT d.id FROM delivery AS d
                    WHERE d.state IN ('queued', 'sending') AND d.next_try_at <= qm_now()
                      AND d.channel = :channel
                      AND NOT EXISTS (SELECT FROM delivery AS e
                                       WHERE e.alert_id = d.alert_id AND e.channel = d.channel AND e.seq < d.seq
                                         AND e.state IN ('queued', 'sending'))
                    ORDER BY d.next_try_at, d.id LIMIT :most FOR UPDATE SKIP LOCKED))
            RETURNING id, attempts, channel, page::text AS page, qm_now() AS at
            """)
        .bind("who", who)
        .bind("lease", LEASE.toSeconds())
        .bind("channel", channel)
        .bind("most", most)
        .map(
            (row, context) ->
                new Claim(
                    row.getLong("id"),
                    row.getInt("attempts"),
                    row.getString("channel"),
                    row.getString("page"),
                    row.getObject("at", OffsetDateTime.class).toInstant()))
        .list();
  }

  /**
   * That its provider has it; false when the claim is no longer ours, and so are the next three.
   *
   * @param confirmed whether the provider was asked for it, and had it
   */
  static boolean accepted(Handle handle, Claim claim, Optional<String> receipt, boolean confirmed) {
    return handle
            .createUpdate(
                """
                UPDATE delivery
                   SET state = CASE WHEN :confirmed THEN 'confirmed' ELSE 'accepted' END,
                       settled_at = qm_now(), receipt = :receipt, error = NULL
                 WHERE id = :id AND state = 'sending' AND attempts = :attempt
                """)
            .bind("confirmed", confirmed)
            .bind("receipt", receipt.orElse(null))
            .bind("id", claim.id())
            .bind("attempt", claim.attempt())
            .execute()
        == 1;
  }

  /** That it is tried again, after so long. */
  static boolean failed(Handle handle, Claim claim, String error, Duration wait) {
    return handle
            .createUpdate(
                """
                UPDATE delivery
                   SET state = 'queued', error = :error,
                       next_try_at = qm_now() + make_interval(secs => :wait)
                 WHERE id = :id AND state = 'sending' AND attempts = :attempt
                """)
            .bind("error", error)
            .bind("wait", wait.toMillis() / 1000.0)
            .bind("id", claim.id())
            .bind("attempt", claim.attempt())
            .execute()
        == 1;
  }

  /** That it is tried no more. */
  static boolean refused(Handle handle, Claim claim, String error) {
    return handle
            .createUpdate(
                """
                UPDATE delivery SET state = 'dead', settled_at = qm_now(), error = :error
                 WHERE id = :id AND state = 'sending' AND attempts = :attempt
                """)
            .bind("error", error)
            .bind("id", claim.id())
            .bind("attempt", claim.attempt())
            .execute()
        == 1;
  }
}
