package dev.quartermaster.ops.cli;

import dev.quartermaster.alerts.alert.Alerts;
import dev.quartermaster.alerts.alert.Policy;
import dev.quartermaster.alerts.channel.Severity;
import dev.quartermaster.jobs.node.NodeView;
import dev.quartermaster.jobs.node.Nodes;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.config.Nearest;
import dev.quartermaster.ops.doctor.Conditions;
import dev.quartermaster.ops.paging.Paging;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** The labels that alerts have here, or will have as far as anybody can know. */
final class KnownLabels {

  /** Of the newest alerts: what was once seen is no mistake. */
  private static final int LOOKED_AT = 1_000;

  private final Map<String, Set<String>> values = new TreeMap<>();

  private KnownLabels() {}

  static KnownLabels of(Handle handle, Configuration configuration) {
    KnownLabels known = new KnownLabels();
    known.add("alertname", Conditions.names());
    known.add("severity", Stream.of(Severity.values()).map(Severity::word).toList());
    known.add("region", List.of(configuration.region()));
    known.add("node", Nodes.list(handle).stream().map(NodeView::name).toList());
    known.add("schedule", configuration.schedules().keySet());
    known.add("monitor", configuration.monitors().keySet());
    known.add(
        "owner",
        configuration.schedules().values().stream().map(one -> one.about().owner()).toList());
    known.add(
        "owner",
        configuration.monitors().values().stream().map(one -> one.about().owner()).toList());
    known.add(
        "tags",
        configuration.schedules().values().stream()
            .map(one -> String.join(",", one.about().tags()))
            .toList());
    Policy policy = Paging.policy(configuration);
    Alerts.newest(handle, LOOKED_AT)
        .forEach(
            alert ->
                policy
                    .labels(alert.condition())
                    .forEach((label, value) -> known.add(label, List.of(value))));
    return known;
  }

  private void add(String label, Collection<String> more) {
    values.computeIfAbsent(label, any -> new TreeSet<>()).addAll(more);
  }

  /** A sentence for each that nothing has; empty when all are known. */
  List<String> strange(Map<String, String> wanted) {
    return wanted.entrySet().stream()
        .filter(one -> !values.getOrDefault(one.getKey(), Set.of()).contains(one.getValue()))
        .map(one -> strange(one.getKey(), one.getValue()))
        .toList();
  }

  private String strange(String label, String value) {
    Set<String> known = values.get(label);
    return known == null
        ? "no alert has the label '%s'%s".formatted(label, Nearest.mend(label, values.keySet()))
        : "no alert, schedule, monitor or node has %s=%s%s"
            .formatted(label, value, Nearest.mend(value, known));
  }
}
