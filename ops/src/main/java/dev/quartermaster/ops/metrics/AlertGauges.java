package dev.quartermaster.ops.metrics;

import dev.quartermaster.alerts.alert.Alert;
import dev.quartermaster.alerts.alert.Drilled;
import dev.quartermaster.jobs.run.Drills.Drill;
import dev.quartermaster.ops.status.Status;
import dev.quartermaster.ops.status.Status.ChannelProof;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What fires, and when the way to people was last proved, as gauges. */
final class AlertGauges {

  private final Freshness freshness;
  private final MultiGauge firing;
  private final MultiGauge proved;
  private final MultiGauge drill;

  AlertGauges(MeterRegistry registry, Freshness freshness) {
    this.freshness = freshness;
    this.firing =
        MultiGauge.builder("quartermaster.alerts.firing")
            .description("Alerts that fire and that nobody has acknowledged or silenced")
            .register(registry);
    this.proved =
        MultiGauge.builder("quartermaster.alert.path.last.proved.timestamp")
            .baseUnit("seconds")
            .description("When the channel last took a test, in Unix time; 0 when it never did")
            .register(registry);
    this.drill =
        MultiGauge.builder("quartermaster.drill.paged.after")
            .baseUnit("seconds")
            .description(
                "From the time that was missed to the page, in the newest drill that ended; +Inf when nobody was paged")
            .register(registry);
  }

  void show(Status status) {
    firing.register(firing(status.alerts()), true);
    proved.register(status.alertPath().channels().stream().map(this::proved).toList(), true);
    // While one goes on nothing is known of it.
    status
        .alertPath()
        .drill()
        .filter(newest -> newest.ended().isPresent() && newest.frozen().isPresent())
        .ifPresent(newest -> drill.register(List.of(row(Tags.empty(), pagedAfter(newest))), true));
  }

  private static double pagedAfter(Drill drill) {
    return drill
        .pagedAfter()
        .map(took -> took.toMillis() / 1000.0)
        .orElse(Double.POSITIVE_INFINITY);
  }

  private List<Row<?>> firing(List<Alert> alerts) {
    Map<Tags, Long> counts =
        alerts.stream()
            .filter(alert -> alert.state() == Alert.State.FIRING)
            .filter(alert -> !alert.cause().name().equals(Drilled.NAME))
            .filter(alert -> alert.told().keptQuietBy().isEmpty())
            .collect(
                Collectors.groupingBy(
                    alert ->
                        Tags.of("name", alert.cause().name(), "severity", alert.severity().word()),
                    Collectors.counting()));
    return counts.entrySet().stream()
        .<Row<?>>map(its -> row(its.getKey(), its.getValue().doubleValue()))
        .toList();
  }

  private Row<?> proved(ChannelProof proof) {
    return row(
        Tags.of("channel", proof.channel()),
        proof.at().map(at -> at.toEpochMilli() / 1000.0).orElse(0.0));
  }

  private Row<?> row(Tags tags, double figure) {
    return Row.of(tags, () -> freshness.orNaN(figure));
  }
}
