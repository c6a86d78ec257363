package dev.quartermaster.alerts.watchdog;

import dev.quartermaster.alerts.alert.Cause;
import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.alert.Deciding;
import dev.quartermaster.alerts.alert.Policy;
import dev.quartermaster.alerts.channel.Page;
import dev.quartermaster.alerts.channel.Severity;
import dev.quartermaster.alerts.route.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * An alert of which people were told, or are to be, without the database.
 *
 * @param since by this machine's clock
 * @param watcher who found it
 * @param toldBy the channels that took it
 * @param toldAt when the last of them did
 * @param times how often one did
 */
record Spooled(
    Cause cause,
    Instant since,
    String error,
    String watcher,
    List<String> toldBy,
    Instant toldAt,
    int times) {

  static Spooled of(Cause cause, Instant since, String error, String watcher) {
    return new Spooled(cause, since, error, watcher, List.of(), since, 0);
  }

  Spooled toldBy(String channel, Instant at) {
    Set<String> all = new LinkedHashSet<>(toldBy);
    all.add(channel);
    return new Spooled(cause, since, error, watcher, List.copyOf(all), at, times + 1);
  }

  /**
   * Who is to be told now: of each list the first that takes it. Nobody can say without the
   * database that he has it, so that the next ones of its route are told too, and then all who were
   * told, again and again.
   */
  List<List<String>> toBeTold(Route route, Collection<String> channels, Instant now) {
    Set<String> all = new LinkedHashSet<>(route.channels());
    all.addAll(channels);
    List<String> untold = route.channels().stream().filter(one -> !toldBy.contains(one)).toList();
    if (toldBy.isEmpty()) {
      return List.of(List.copyOf(all));
    } else if (!untold.isEmpty() && !now.isBefore(toldAt.plus(route.escalateAfter()))) {
      return List.of(untold);
    }
    return now.isBefore(toldAt.plus(route.repeat()))
        ? List.of()
        : toldBy.stream().map(List::of).toList();
  }

  Map<String, String> labels(Policy policy) {
    return policy.labels(condition());
  }

  private Condition condition() {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("since", since.toString());
    details.put("error", error);
    details.put("seen by", watcher);
    return new Condition(
        cause,
        Severity.CRITICAL,
        since,
        Duration.ZERO,
        new Condition.Text(summary(), details, Map.of(), Optional.of("ops/runbooks/database.md")));
  }

  private String summary() {
    return switch (cause.name()) {
      case "DatabaseReadOnly" ->
          "the database takes no writes: nothing is charged, settled or fired";
      case "WatchFailing" -> "the watch cannot decide: nobody hears of any other alert meanwhile";
      default -> "the database cannot be reached: nothing is charged, settled or fired";
    };
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
    String first = "without-database-%s-%d".formatted(cause.name(), since.toEpochMilli());
    return times == 0 ? first : first + "-" + times;
  }

  /** So that its end is told as that of any other. */
  void putOnRecord(Handle handle, Policy policy) {
    Deciding.adopt(
        handle, policy, condition(), new Deciding.Adopted(watcher, page(policy), toldBy, toldAt));
  }
}
