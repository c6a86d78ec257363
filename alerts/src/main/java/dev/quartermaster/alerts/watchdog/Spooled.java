package dev.quartermaster.alerts.watchdog;

import dev.quartermaster.alerts.alert.Cause;
import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.alert.Deciding;
import dev.quartermaster.alerts.alert.Policy;
import dev.quartermaster.alerts.channel.Page;
import dev.quartermaster.alerts.channel.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * An alert of which people were told, or are to be, without the database.
 *
 * @param since by this machine's clock
 * @param watcher who found it
 * @param toldBy the channels that took it
 */
record Spooled(
    Cause cause, Instant since, String error, String watcher, List<String> toldBy, Instant toldAt) {

  static Spooled of(Cause cause, Instant since, String error, String watcher) {
    return new Spooled(cause, since, error, watcher, List.of(), since);
  }

  Spooled toldBy(String channel, Instant at) {
    List<String> all = new ArrayList<>(toldBy);
    all.add(channel);
    return new Spooled(cause, since, error, watcher, List.copyOf(all), at);
  }

  Map<String, String> labels(Policy policy) {
    return policy.labels(condition());
  }

  private Condition condition() {
    boolean readOnly = cause.name().equals("DatabaseReadOnly");
    Map<String, String> details = new LinkedHashMap<>();
    details.put("since", since.toString());
    details.put("error", error);
    details.put("seen by", watcher);
    return new Condition(
        cause,
        Severity.CRITICAL,
        since,
        Duration.ZERO,
        new Condition.Text(
            readOnly
                ? "the database takes no writes: nothing is charged, settled or fired"
                : "the database cannot be reached: nothing is charged, settled or fired",
            details,
            Map.of(),
            Optional.of("ops/runbooks/database.md")));
  }

  Page page(Policy policy) {
    Condition condition = condition();
    return new Page(
        id(),
        Page.Kind.FIRING,
        since,
        new Page.Alert(
            "0",
            cause.dedupKey(policy.region()),
            cause.name(),
            "firing",
            condition.severity(),
            since,
            new Page.Text(
                condition.text().summary(),
                condition.text().details(),
                policy.labels(condition),
                condition.text().runbook(),
                Map.of())));
  }

  private String id() {
    return "without-database-%s-%d".formatted(cause.name(), since.toEpochMilli());
  }

  /** So that its end is told as that of any other. */
  void putOnRecord(Handle handle, Policy policy) {
    Deciding.adopt(
        handle, policy, condition(), new Deciding.Adopted(watcher, page(policy), toldBy, toldAt));
  }
}
