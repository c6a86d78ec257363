package dev.quartermaster.alerts.alert;

import dev.quartermaster.alerts.alert.Alert.Acknowledgement;
import dev.quartermaster.alerts.alert.Lifecycle.Look;
import dev.quartermaster.alerts.alert.Verdict.Holds;
import dev.quartermaster.alerts.alert.Verdict.Over;
import dev.quartermaster.alerts.alert.Verdict.Unseen;
import dev.quartermaster.alerts.channel.Page;
import dev.quartermaster.alerts.outbox.Message;
import dev.quartermaster.alerts.outbox.Outbox;
import dev.quartermaster.alerts.route.Route;
import dev.quartermaster.db.DatabaseClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the alerts on record to what was found: reads, decides, writes, in one transaction with the
 * messages that follow. One at a time decides: the caller has the turn.
 */
public final class Deciding {

  private static final Logger LOG = LoggerFactory.getLogger(Deciding.class);

  private final Handle handle;
  private final Policy policy;
  private final Instant now;
  private final List<Silence> silences;
  private final Set<Cause> inHand;
  private final AllAlerts alerts;
  private final Quietly quietly;

  private Deciding(Handle handle, Policy policy, Instant now) {
    this.handle = handle;
    this.policy = policy;
    this.now = now;
    this.silences = Silences.current(handle);
    Alerts.Standing standing = Alerts.ofNow(handle);
    this.inHand = standing.inHand();
    this.alerts = AllAlerts.of(standing.all());
    this.quietly = new Quietly(handle, policy.region());
  }

  /**
   * Decides about all.
   *
   * @param now by the database's clock, when it was looked
   */
  public static void decide(Handle handle, Findings findings, Policy policy, Instant now) {
    new Deciding(handle, policy, now).decide(findings);
  }

  /** Somebody takes an alert on; empty when it is not there or over. */
  public static Optional<Alert> acknowledge(
      Handle handle, Policy policy, long id, Acknowledgement by, Instant now) {
    return act(handle, policy, id, now, (alert, look) -> Lifecycle.acknowledge(alert, look, by));
  }

  /** Somebody says that it is over; empty when it is not there or over already. */
  public static Optional<Alert> resolve(
      Handle handle, Policy policy, long id, String by, Instant now) {
    return act(handle, policy, id, now, (alert, look) -> Lifecycle.resolve(alert, look, by));
  }

  /**
   * What was told while it could not be put on record.
   *
   * @param by which watcher
   * @param channels that took the page
   */
  public record Adopted(String by, Page page, List<String> channels, Instant at) {}

  /**
   * Puts an alert on record that was told without the database: of one cause, the first that comes.
   * It is not over before those who come later have added whom they told.
   */
  public static void adopt(Handle handle, Policy policy, Condition condition, Adopted told) {
    Optional<Alert> same =
        Alerts.open(handle).stream()
            .filter(alert -> alert.cause().equals(condition.cause()))
            .findAny();
    if (same.isPresent()) {
      note(handle, same.get(), told);
      return;
    }
    Route route = policy.route(policy.labels(condition));
    Look look = new Look(new Holds(condition), route, Optional.empty(), told.at());
    Step step = Lifecycle.begin(condition, look).seenAt(DatabaseClock.now(handle));
    if (told.channels().isEmpty()) {
      // No channel took it then: they may now.
      new Telling(handle, policy).write(step, route);
      return;
    }
    long id = Alerts.write(handle, step, condition.cause().dedupKey(policy.region()));
    note(handle, step.next().withId(id), told);
  }

  private static void note(Handle handle, Alert alert, Adopted told) {
    Outbox.note(handle, new Message.Event(alert.id(), alert.seq()), told.page(), told.channels());
  }

  private interface Act {
    Step on(Alert alert, Look look);
  }

  private static Optional<Alert> act(Handle handle, Policy policy, long id, Instant now, Act act) {
    return Alerts.hold(handle, id)
        .filter(Alert::isOpen)
        .map(
            alert -> {
              Route route = policy.route(policy.labels(alert.condition()));
              Step step = act.on(alert, new Look(new Unseen(), route, Optional.empty(), now));
              return new Telling(handle, policy).write(step, route);
            });
  }

  private void decide(Findings findings) {
    Map<Cause, Condition> found = worst(findings.conditions());
    // Those from which others follow come first, so that nobody is told of both.
    Set<Cause> all = new LinkedHashSet<>(alerts.causes());
    all.addAll(found.keySet());
    List<Cause> causes = new ArrayList<>(all);
    causes.sort(Comparator.comparingInt(cause -> Inhibition.rank(cause.name())));
    for (Cause cause : causes) {
      Condition condition = found.get(cause);
      Verdict verdict =
          condition != null
              ? new Holds(condition)
              : findings.seen().contains(cause.name()) ? new Over() : new Unseen();
      if (!inHand.contains(cause) && (condition != null || findings.knows(cause))) {
        decideAlone(cause, verdict);
      }
    }
    quietly.write();
  }

  /** One that cannot be written keeps nobody from hearing of the others. */
  private void decideAlone(Cause cause, Verdict verdict) {
    handle.savepoint("alert");
    try {
      decide(cause, verdict);
      handle.releaseSavepoint("alert");
    } catch (RuntimeException e) {
      handle.rollbackToSavepoint("alert");
      LOG.error("{} of {} could not be decided upon", cause.name(), cause.subject(), e);
    }
  }

  private void decide(Cause cause, Verdict verdict) {
    Optional<Alert> before = alerts.of(cause);
    if (before.isPresent()) {
      next(before.get(), verdict);
    } else if (verdict instanceof Holds holds) {
      Condition condition = holds.condition();
      Look look = look(verdict, condition, Draft.asNew(condition, now));
      take(Lifecycle.begin(condition, look), look);
    }
  }

  private void next(Alert before, Verdict verdict) {
    Condition condition = verdict instanceof Holds holds ? holds.condition() : before.condition();
    Look look = look(verdict, condition, before);
    Lifecycle.next(before, look).ifPresent(step -> take(step, look));
  }

  private Look look(Verdict verdict, Condition condition, Alert alert) {
    Map<String, String> labels = policy.labels(condition);
    Optional<String> quiet =
        silences.stream()
            .filter(silence -> silence.covers(labels, now))
            .map(Silence::says)
            .findFirst()
            .or(
                () ->
                    Optional.ofNullable(labels.get(Maintenance.LABEL))
                        .map(of -> "maintenance of " + of))
            .or(() -> Inhibition.by(alert, alerts, now));
    return new Look(verdict, policy.route(labels), quiet, now);
  }

  /** What people are told is written at once, and before all that they are not told. */
  private void take(Step step, Look look) {
    if (step.tell().isEmpty()) {
      quietly.add(step);
      alerts.put(step.next());
    } else {
      alerts.put(new Telling(handle, policy).write(step, look.route()));
    }
  }

  /** Two sources may find the same. */
  private static Map<Cause, Condition> worst(Collection<Condition> conditions) {
    Map<Cause, Condition> worst = new HashMap<>();
    conditions.forEach(
        one ->
            worst.merge(
                one.cause(), one, (a, b) -> a.severity().compareTo(b.severity()) <= 0 ? a : b));
    return worst;
  }
}
