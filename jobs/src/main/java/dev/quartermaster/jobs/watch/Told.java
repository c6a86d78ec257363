package dev.quartermaster.jobs.watch;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.alert.Condition.Text;
import dev.quartermaster.alerts.alert.Details;
import dev.quartermaster.alerts.alert.Sign;
import dev.quartermaster.jobs.schedule.Schedule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a person reads of a condition, before it is said of what.
 *
 * @param summary one line in plain words, with the figures that matter
 */
record Told(String summary, Details details) {

  /** What is said of all nodes, or of all schedules. */
  static final String CLUSTER = "cluster";

  /** Of a schedule. */
  Condition of(Sign sign, Schedule schedule) {
    return sign.of(schedule.name(), about(schedule));
  }

  /** With whom a schedule belongs to, and where the mend is written. */
  Text about(Schedule schedule) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("schedule", schedule.name());
    if (!schedule.about().owner().isBlank()) {
      labels.put("owner", schedule.about().owner());
    }
    if (!schedule.about().tags().isEmpty()) {
      labels.put("tags", String.join(",", schedule.about().tags()));
    }
    Optional<String> runbook =
        Optional.of(schedule.about().runbook()).filter(where -> !where.isBlank());
    return new Text(summary, details.all(), labels, runbook);
  }

  /** Of a node. */
  Condition ofNode(Sign sign, String node) {
    return sign.of(node, new Text(summary, details.all(), Map.of("node", node), Optional.empty()));
  }

  /** Of the cluster. */
  Condition ofCluster(Sign sign) {
    return sign.of(CLUSTER, new Text(summary, details.all(), Map.of(), Optional.empty()));
  }
}
