package dev.quartermaster.alerts.outbox;

import dev.quartermaster.alerts.channel.Channel;
import dev.quartermaster.alerts.channel.Outcome;
import dev.quartermaster.alerts.channel.Page;
import dev.quartermaster.db.Database;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says again to providers that forget: the newest page of each alert that is open, or was until a
 * moment ago, as it was taken. A provider that was restarted learns of them by that, too.
 */
public final class Refreshing {

  private static final Logger LOG = LoggerFactory.getLogger(Refreshing.class);

  /** Well within the five minutes after which Alertmanager forgets. */
  static final Duration EVERY = Duration.ofMinutes(1);

  /** An end is repeated for this long: of several peers one may have been away. */
  private static final Duration ENDS = Duration.ofMinutes(5);

  private record Due(String channel, Page page) {}

  private Refreshing() {}

  /**
   * Says again what is due. Of several who call this at once, one has each page.
   *
   * @return how many were taken
   */
  public static int refresh(Database database, Collection<Channel> channels) {
    Map<String, Channel> forgetful = new HashMap<>();
    channels.stream()
        .filter(Channel::forgets)
        .forEach(channel -> forgetful.put(channel.name(), channel));
    if (forgetful.isEmpty()) {
      return 0;
    }
    List<Due> due = database.transaction(handle -> claim(handle, forgetful.keySet()));
    int taken = 0;
    for (Due one : due) {
      Channel channel = forgetful.get(one.channel());
      if (channel != null && channel.send(one.page()) instanceof Outcome.Accepted) {
        taken++;
      } else {
        LOG.info("{} did not take what it was told before.", one.channel());
      }
    }
    return taken;
  }

  /** By delivery_alert, for the few alerts that are open. */
  private static List<Due> claim(Handle handle, Collection<String> channels) {
    return handle
        .createQuery(
            """
            UPDATE delivery SET settled_at = qm_now()
             WHERE id IN (
                   SELECT d.id
                     FROM alert a
                    CROSS JOIN LATERAL (
                          SELECT DISTINCT ON (channel) * FROM delivery
                           WHERE alert_id = a.id AND channel = ANY (:channels)
                           ORDER BY channel, seq DESC, id DESC) AS d
                    WHERE (a.state IN ('firing', 'acknowledged')
                           OR a.resolved_at > qm_now() - make_interval(secs => :ends))
                      AND d.state = 'accepted' AND d.settled_at < qm_now() - make_interval(secs => :every))
               AND state = 'accepted' AND settled_at < qm_now() - make_interval(secs => :every)
            RETURNING channel, page
            """)
        .bindArray("channels", String.class, channels.toArray())
        .bind("ends", ENDS.toSeconds())
        .bind("every", EVERY.toSeconds())
        .map(
            (row, context) ->
                new Due(row.getString("channel"), PageJson.read(row.getString("page"))))
        .list();
  }
}
