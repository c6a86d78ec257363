package dev.quartermaster.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.alert.Alert;
import dev.quartermaster.alerts.alert.Alert.Seen;
import dev.quartermaster.alerts.alert.Alert.State;
import dev.quartermaster.alerts.alert.Alert.Told;
import dev.quartermaster.alerts.alert.Cause;
import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.channel.Severity;
import dev.quartermaster.ops.dashboard.Pictures;
import dev.quartermaster.ops.status.Status;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What fires, and whether it would reach somebody. */
class AlertGaugesTest {

  private static final String FIRING = "quartermaster_alerts_firing";
  private static final String PROVED = "quartermaster_alert_path_last_proved_timestamp_seconds";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Freshness freshness = new Freshness(System::nanoTime);
  private final AlertGauges gauges = new AlertGauges(registry, freshness);

  private Exposition shown(Status status) {
    freshness.renew();
    gauges.show(status);
    return Exposition.parse(registry.scrape());
  }

  private static Alert alert(String name, String subject, State state, Optional<String> quiet) {
    Condition condition =
        new Condition(
            new Cause(name, subject),
            Severity.CRITICAL,
            Pictures.NOW,
            Duration.ZERO,
            new Condition.Text("it is not well", Map.of(), Map.of(), Optional.empty()));
    return new Alert(
        1,
        state,
        condition,
        new Seen(Pictures.NOW, Optional.empty()),
        new Told(Optional.empty(), 0, Optional.empty(), Optional.empty(), quiet),
        Optional.empty(),
        0,
        1);
  }

  private static Alert firing(String name, String subject) {
    return alert(name, subject, State.FIRING, Optional.empty());
  }

  @Test
  void what_fires_is_counted_by_name_and_severity() {
    Exposition read =
        shown(
            Pictures.with(
                List.of(
                    firing("ScheduleNotFiring", "a"),
                    firing("ScheduleNotFiring", "b"),
                    firing("NodeDown", "hk-1"))));

    assertThat(read.value(FIRING + "{name=\"ScheduleNotFiring\",severity=\"critical\"}"))
        .isEqualTo(2);
    assertThat(read.value(FIRING + "{name=\"NodeDown\",severity=\"critical\"}")).isEqualTo(1);
  }

  @Test
  void what_somebody_has_taken_on_or_silenced_does_not_fire() {
    Exposition read =
        shown(
            Pictures.with(
                List.of(
                    alert("A", "a", State.ACKNOWLEDGED, Optional.empty()),
                    alert("B", "b", State.PENDING, Optional.empty()),
                    alert("C", "c", State.FIRING, Optional.of("silence 1")))));

    assertThat(read.names()).noneMatch(name -> name.startsWith(FIRING));
  }

  @Test
  void what_is_over_is_gone() {
    shown(Pictures.with(List.of(firing("NodeDown", "hk-1"))));

    Exposition read = shown(Pictures.allWell());

    assertThat(read.names()).noneMatch(name -> name.startsWith(FIRING));
  }

  @Test
  void each_channel_tells_when_it_was_proved_and_zero_when_it_never_was() {
    Exposition read = shown(Pictures.allWell());

    assertThat(read.value(PROVED + "{channel=\"pager\"}"))
        .isEqualTo((double) Pictures.NOW.minusSeconds(7_580).getEpochSecond());
    assertThat(read.value(PROVED + "{channel=\"mail\"}")).isZero();
  }
}
