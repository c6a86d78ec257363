package dev.quartermaster.ops.metrics;

import dev.quartermaster.ops.status.Status;
import dev.quartermaster.ops.status.Status.NodeStatus;
import dev.quartermaster.ops.status.Status.Quota;
import dev.quartermaster.ops.status.Status.ScheduleStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The state of schedules, nodes and quota as gauges. */
final class ClusterGauges {

  private static final List<String> NODE_STATES =
      List.of("up", "draining", "drained", "late", "dead", "left");

  private final Freshness freshness;
  private final MultiGauge lastFired;
  private final MultiGauge lateness;
  private final MultiGauge quarantined;
  private final MultiGauge nodes;
  private final MultiGauge heartbeatAge;
  private final AlertGauges alerts;
  private volatile @Nullable Quota quota;

  ClusterGauges(MeterRegistry registry, Freshness freshness) {
    this.freshness = freshness;
    this.alerts = new AlertGauges(registry, freshness);
    this.lastFired =
        MultiGauge.builder("quartermaster.schedule.last.fired.timestamp")
            .baseUnit("seconds")
            .description("When the newest run was fired, in Unix time")
            .register(registry);
    this.lateness =
        MultiGauge.builder("quartermaster.schedule.lateness")
            .baseUnit("seconds")
            .description("How long the oldest planned time without a run has waited; 0 on time")
            .register(registry);
    this.quarantined =
        MultiGauge.builder("quartermaster.quarantined.items")
            .description("Items that fail and are left out; 0 when there is none")
            .register(registry);
    this.nodes =
        MultiGauge.builder("quartermaster.nodes")
            .description("Nodes that were ever seen, by state")
            .register(registry);
    this.heartbeatAge =
        MultiGauge.builder("quartermaster.node.heartbeat.age")
            .baseUnit("seconds")
            .description("Since the newest heartbeat of a node that has not left")
            .register(registry);
    ofQuota(registry);
  }

  private void ofQuota(MeterRegistry registry) {
    Gauge.builder("quartermaster.quota.overdue.accounts", () -> ofQuota(Quota::overdue))
        .description("Accounts' periods that have ended and are not settled")
        .register(registry);
    Gauge.builder("quartermaster.quota.oldest.overdue", () -> ofQuota(Quota::oldestOverdueSeconds))
        .baseUnit("seconds")
        .description("How long ago the oldest of them ended; 0 when there is none")
        .register(registry);
    Gauge.builder("quartermaster.quota.tarpit.accounts", () -> ofQuota(Quota::inTarpit))
        .description("Accounts in the tarpit")
        .register(registry);
  }

  private double ofQuota(ToDoubleFunction<Quota> figure) {
    Quota known = quota;
    return known == null ? Double.NaN : freshness.orNaN(figure.applyAsDouble(known));
  }

  void show(Status status) {
    quota = status.quota();
    lastFired.register(
        status.schedules().stream()
            .flatMap(
                schedule ->
                    schedule.lastFiredAt().stream()
                        .map(at -> row("schedule", schedule.name(), at.toEpochMilli() / 1000.0)))
            .toList(),
        true);
    lateness.register(status.schedules().stream().map(this::late).toList(), true);
    quarantined.register(status.schedules().stream().map(this::setAside).toList(), true);
    nodes.register(NODE_STATES.stream().map(state -> inState(status, state)).toList(), true);
    alerts.show(status);
    heartbeatAge.register(present(status).map(node -> silent(status, node)).toList(), true);
  }

  private Row<?> late(ScheduleStatus schedule) {
    return row("schedule", schedule.name(), (double) schedule.lateBySeconds());
  }

  private Row<?> setAside(ScheduleStatus schedule) {
    return row("schedule", schedule.name(), (double) schedule.load().setAside());
  }

  private Row<?> inState(Status status, String state) {
    long many = status.nodes().stream().filter(node -> node.state().equals(state)).count();
    return row("state", state, (double) many);
  }

  private static Stream<NodeStatus> present(Status status) {
    return status.nodes().stream().filter(node -> !node.state().equals("left"));
  }

  private Row<?> silent(Status status, NodeStatus node) {
    Duration age = Duration.between(node.lastHeartbeatAt(), status.at());
    return row("node", node.name(), Math.max(0, age.toMillis() / 1000.0));
  }

  private Row<?> row(String tag, String value, double figure) {
    return Row.of(Tags.of(tag, value), () -> freshness.orNaN(figure));
  }
}
