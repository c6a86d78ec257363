package dev.quartermaster.jobs.watch;

import dev.quartermaster.alerts.alert.Details;
import dev.quartermaster.alerts.watchdog.Blocker;
import dev.quartermaster.jobs.node.NodeView;
import dev.quartermaster.jobs.quartz.Repair;
import dev.quartermaster.jobs.quartz.TriggerState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Why schedules do not fire, as far as it is to be seen. A part is empty when nobody could look.
 *
 * @param triggers by schedule; one that has none in Quartz's tables is not in it
 * @param repairs the newest of each schedule
 * @param blockers sessions that others wait for
 */
record Diagnosis(
    Optional<Map<String, TriggerState>> triggers,
    Optional<List<NodeView>> members,
    Optional<Map<String, Repair>> repairs,
    Optional<List<Blocker>> blockers) {

  /** Nobody has looked. */
  static final Diagnosis NONE =
      new Diagnosis(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** What is said of one schedule. */
  Details of(String schedule) {
    return Details.NONE
        .with("trigger", triggers.map(known -> trigger(known, schedule)))
        .with("nodes", nodes())
        .with("newest repair", repair(schedule))
        .and(locks());
  }

  /** What is said of many at once. */
  Details ofAll() {
    return Details.NONE
        .with("triggers", triggers.map(Diagnosis::counts))
        .with("newest repair", repair(Repair.ALL))
        .and(locks());
  }

  /** How many nodes there are to fire. */
  String nodes() {
    return members.map(NodeCount::of).map(NodeCount::says).orElse("the nodes could not be asked");
  }

  private static String trigger(Map<String, TriggerState> known, String schedule) {
    return Optional.ofNullable(known.get(schedule))
        .map(TriggerState::says)
        .orElse("Quartz's tables have no trigger for it");
  }

  private static String counts(Map<String, TriggerState> known) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    known.values().forEach(trigger -> counts.merge(trigger.state(), 1, Integer::sum));
    return counts.isEmpty() ? "none of them is in Quartz's tables" : counts.toString();
  }

  private Optional<String> repair(String schedule) {
    return repairs
        .flatMap(
            all ->
                Optional.ofNullable(all.get(schedule))
                    .or(() -> Optional.ofNullable(all.get(Repair.ALL))))
        .map(
            repair ->
                "%s; %s, by %s at %s"
                    .formatted(repair.found(), repair.did(), repair.node(), repair.at()));
  }

  private Details locks() {
    if (blockers.isEmpty()) {
      return Details.NONE.with("locks", "could not be looked for in time");
    }
    Details details = Details.NONE;
    for (Blocker blocker : blockers.get()) {
      details = details.with("lock of pid " + blocker.pid(), blocker.says());
    }
    return details;
  }
}
