package dev.quartermaster.alerts.outbox;

import dev.quartermaster.db.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Has another channel told what one cannot be told. The original is tried on all the same, until it
 * is taken or expires.
 */
final class PassingOn {

  /** A channel that has taken nothing for so long is not waited for. */
  static final Duration FAILING_FOR = Duration.ofSeconds(30);

  /** Nor is it for a page that was tried so often. */
  static final int ATTEMPTS = 4;

  /** Nor for one that no sender has begun to send for so long, whatever the reason. */
  static final Duration UNTOUCHED_FOR = Duration.ofMinutes(1);

  /** So many at a time. */
  private static final int MOST = 100;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Database database;
  private final Deliveries deliveries;

  PassingOn(Database database, Deliveries deliveries) {
    this.database = database;
    this.deliveries = deliveries;
  }

  private record Troubled(long id, @Nullable Long alert) {
    /** Those of one alert go together, in one transaction. */
    String group() {
      return alert == null ? "delivery " + id : "alert " + alert;
    }
  }

  /** Passes on what has to be, some at a time. */
  void some() {
    Map<String, List<Troubled>> groups = new LinkedHashMap<>();
    for (Troubled one : database.transactionWithin(PATIENCE, PassingOn::troubled)) {
      groups.computeIfAbsent(one.group(), group -> new ArrayList<>()).add(one);
    }
    for (List<Troubled> group : groups.values()) {
      List<String> channels =
          database.transactionWithin(PATIENCE, handle -> inOrder(handle, group));
      channels.forEach(channel -> deliveries.ended(channel, Deliveries.Result.PASSED_ON));
    }
  }

  /**
   * Walks delivery_to_pass_on. What waits behind a page that was passed on is passed on after it.
   */
  private static List<Troubled> troubled(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT d.id, d.alert_id
              FROM delivery AS d LEFT JOIN channel AS c ON c.name = d.channel
             WHERE NOT d.passed_on AND d.others <> '{}' AND d.state NOT IN ('accepted', 'confirmed')
               AND (d.state IN ('dead', 'expired')
                    OR d.attempts > :attempts OR d.attempts = :attempts AND d.state = 'queued'
                    OR c.failing_since <= qm_now() - make_interval(secs => :failingFor)
                    OR d.next_try_at <= qm_now() - make_interval(secs => :untouchedFor)
                       AND NOT EXISTS (SELECT FROM delivery AS e
                                        WHERE e.alert_id = d.alert_id AND e.channel = d.channel AND e.seq < d.seq
                                          AND e.state IN ('queued', 'sending'))
                    OR EXISTS (SELECT FROM delivery AS e
                                WHERE e.alert_id = d.alert_id AND e.channel = d.channel AND e.seq < d.seq
                                  AND e.passed_on AND e.state IN ('queued', 'sending')))
             ORDER BY d.alert_id, d.seq, d.id LIMIT :most
            """)
        .bind("attempts", ATTEMPTS)
        .bind("failingFor", FAILING_FOR.toSeconds())
        .bind("untouchedFor", UNTOUCHED_FOR.toSeconds())
        .bind("most", MOST)
        .map(
            (row, context) ->
                new Troubled(row.getLong("id"), row.getObject("alert_id", Long.class)))
        .list();
  }

  /**
   * The alert's row is locked before its deliveries, as by whoever changes the alert: between the
   * look for later news and the insert none can come. Ends where somebody else is at work; the next
   * look goes on.
   *
   * @return the channel of each that another is told in the stead of
   */
  private static List<String> inOrder(Handle handle, List<Troubled> group) {
    DeliveryRows.letGoSoon(handle);
    List<String> channels = new ArrayList<>();
    Long alert = group.get(0).alert();
    if (alert != null && !StandIns.hold(handle, alert)) {
      return channels;
    }
    for (Troubled one : group) {
      Optional<StandIns.Original> original = StandIns.original(handle, one.id());
      if (original.isEmpty()) {
        break;
      }
      if (StandIns.find(handle, original.get())) {
        channels.add(original.get().channel());
      }
    }
    return channels;
  }
}
