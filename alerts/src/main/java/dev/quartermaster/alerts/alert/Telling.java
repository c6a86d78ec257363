package dev.quartermaster.alerts.alert;

import dev.quartermaster.alerts.alert.Step.Tell;
import dev.quartermaster.alerts.channel.Page;
import dev.quartermaster.alerts.outbox.Message;
import dev.quartermaster.alerts.outbox.Outbox;
import dev.quartermaster.alerts.route.Route;
import dev.quartermaster.db.DatabaseClock;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a step on record, with the messages that it leads to. */
final class Telling {

  private static final Logger LOG = LoggerFactory.getLogger(Telling.class);

  private final Handle handle;
  private final Policy policy;

  Telling(Handle handle, Policy policy) {
    this.handle = handle;
    this.policy = policy;
  }

  /** The alert as it is on record then. */
  Alert write(Step step, Route route) {
    long id = Alerts.write(handle, step, step.next().cause().dedupKey(policy.region()));
    Alert alert = step.next().withId(id);
    step.tell().forEach(tell -> tell(alert, tell, route));
    return alert;
  }

  private void tell(Alert alert, Tell tell, Route route) {
    if (Drilled.is(alert.cause()) && tell.kind() != Page.Kind.FIRING) {
      return;
    }
    Set<String> channels =
        new LinkedHashSet<>(tell.kind() == Page.Kind.FIRING ? tell.channels() : told(alert.id()));
    Outbox.enqueue(
        handle,
        Message.of(
            new Message.Event(alert.id(), tell.seq()),
            page(alert, tell),
            new Message.Recipients(List.copyOf(channels), others(tell, route, channels))));
  }

  /**
   * Who knows that it fires, or is about to, or has another told in its stead; and knows not of its
   * end yet. What was sent more than once may have been taken, however it ended. By delivery_alert.
   */
  private List<String> told(long alert) {
    return handle
        .createQuery(
            """
            SELECT channel
              FROM (SELECT DISTINCT ON (channel) channel, page ->> 'kind' AS kind FROM delivery
                     WHERE alert_id = :alert
                       AND (state NOT IN ('dead', 'expired') OR attempts > 1 OR NOT passed_on AND others <> '{}')
                     ORDER BY channel, seq DESC, id DESC) AS newest
             WHERE kind <> 'RESOLVED'
             ORDER BY channel
            """)
        .bind("alert", alert)
        .mapTo(String.class)
        .list();
  }

  /** When the whole route is broken, any other is better than none. */
  private List<String> others(Tell tell, Route route, Set<String> told) {
    if (tell.kind() != Page.Kind.FIRING) {
      return List.of();
    }
    Set<String> others = new LinkedHashSet<>(tell.others());
    others.addAll(route.channels());
    others.addAll(policy.channels());
    others.removeAll(told);
    return List.copyOf(new ArrayList<>(others));
  }

  /** While it fires and is no drill, somebody may take it on. */
  private Map<String, String> links(Alert alert, Tell tell) {
    if (tell.kind() != Page.Kind.FIRING || Drilled.is(alert.cause())) {
      return Map.of();
    }
    return policy.publicUrl().map(url -> acknowledge(alert, url)).orElse(Map.of());
  }

  /** A page without its link is better than none. */
  private Map<String, String> acknowledge(Alert alert, URI publicUrl) {
    handle.savepoint("link");
    try {
      AcknowledgeLink link = AcknowledgeLink.of(handle, alert.id(), DatabaseClock.now(handle));
      handle.releaseSavepoint("link");
      return Map.of("acknowledge", link.at(publicUrl).toString());
    } catch (RuntimeException e) {
      handle.rollbackToSavepoint("link");
      LOG.error("Alert {} is told without a link to acknowledge it", alert.id(), e);
      return Map.of();
    }
  }

  private Page page(Alert alert, Tell tell) {
    Condition condition = alert.condition();
    Page.Text text =
        new Page.Text(
            condition.text().summary(),
            condition.text().details(),
            policy.labels(condition),
            condition.text().runbook(),
            links(alert, tell));
    return new Page(
        "alert-%d-%d".formatted(alert.id(), tell.seq()),
        Drilled.is(alert.cause()) ? Page.Kind.TEST : tell.kind(),
        alert.seen().last(),
        new Page.Alert(
            Long.toString(alert.id()),
            condition.cause().dedupKey(policy.region()),
            condition.cause().name(),
            alert.state().word(),
            condition.severity(),
            condition.since(),
            text));
  }
}
