package dev.quartermaster.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseUnavailable;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.run.Firing;
import dev.quartermaster.jobs.schedule.BuiltInSchedules;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.ops.dashboard.Pictures;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsTest {

  private static final String[] PROMISED = {
    "quartermaster_schedule_last_fired_timestamp_seconds{schedule=\"cpu-reset\"}",
    "quartermaster_schedule_lateness_seconds{schedule=\"cpu-reset\"}",
    "quartermaster_schedule_runs_total{outcome=\"succeeded\",schedule=\"cpu-reset\"}",
    "quartermaster_run_duration_seconds_bucket{schedule=\"cpu-reset\",le=\"+Inf\"}",
    "quartermaster_run_duration_seconds_count{schedule=\"cpu-reset\"}",
    "quartermaster_batch_duration_seconds_bucket{schedule=\"cpu-reset\",le=\"+Inf\"}",
    "quartermaster_batch_duration_seconds_sum{schedule=\"cpu-reset\"}",
    "quartermaster_items_total{outcome=\"succeeded\",schedule=\"cpu-reset\"}",
    "quartermaster_items_total{outcome=\"failed\",schedule=\"cpu-reset\"}",
    "quartermaster_quarantined_items{schedule=\"cpu-reset\"}",
    "quartermaster_quota_overdue_accounts",
    "quartermaster_quota_oldest_overdue_seconds",
    "quartermaster_quota_tarpit_accounts",
    "quartermaster_nodes{state=\"up\"}",
    "quartermaster_node_heartbeat_age_seconds{node=\"hk-1\"}",
    "quartermaster_refresh_failures_total",
    "quartermaster_alert_path_last_proved_timestamp_seconds{channel=\"pager\"}",
    "quartermaster_notifications_total{channel=\"mail\",result=\"accepted\"}",
    "quartermaster_notifications_total{channel=\"mail\",result=\"failed\"}",
    "quartermaster_notifications_total{channel=\"mail\",result=\"refused\"}",
    "quartermaster_notifications_total{channel=\"mail\",result=\"expired\"}",
    "quartermaster_notifications_total{channel=\"mail\",result=\"passed_on\"}",
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Metrics metrics = new Metrics(registry);
  private TestDatabase test;
  private Database database;

  @BeforeEach
  void migrate() {
    test = TestDatabase.of(MetricsTest.class);
    database = test.database();
  }

  @AfterEach
  void close() {
    metrics.close();
    test.close();
  }

  @Test
  void every_promised_name_is_there_after_a_refresh() {
    metrics.pool("work", database);

    metrics.refresh(database, Pictures::allWell);

    Exposition read = scrape();
    assertThat(read.names()).contains(PROMISED);
    assertThat(read.names())
        .contains("hikaricp_connections_max{pool=\"work\"}")
        .anyMatch(name -> name.startsWith("jvm_memory_used_bytes"))
        .anyMatch(name -> name.startsWith("process_cpu_usage"));
  }

  @Test
  void the_gauges_show_the_status() {
    metrics.refresh(database, Pictures::lateAndOverdue);

    Exposition read = scrape();
    assertThat(read.value("quartermaster_quota_overdue_accounts")).isEqualTo(100_000);
    assertThat(read.value("quartermaster_quota_oldest_overdue_seconds")).isEqualTo(91_640);
    assertThat(read.value("quartermaster_quota_tarpit_accounts")).isEqualTo(96_022);
    assertThat(read.value("quartermaster_nodes{state=\"dead\"}")).isEqualTo(1);
    assertThat(read.value("quartermaster_nodes{state=\"late\"}")).isZero();
    assertThat(read.value("quartermaster_node_heartbeat_age_seconds{node=\"hk-2\"}"))
        .isEqualTo(1_510);
    assertThat(read.value("quartermaster_schedule_lateness_seconds{schedule=\"purge-sessions\"}"))
        .isEqualTo(27_980);
    assertThat(
            read.value(
                "quartermaster_schedule_last_fired_timestamp_seconds{schedule=\"cpu-reset\"}"))
        .isEqualTo(Pictures.NOW.toEpochMilli() / 1000.0 - 12);
  }

  @Test
  void a_node_that_is_gone_from_the_status_is_gone_from_the_metrics() {
    metrics.refresh(database, Pictures::lateAndOverdue);
    metrics.refresh(database, Pictures::noNode);

    assertThat(scrape().names())
        .contains("quartermaster_node_heartbeat_age_seconds{node=\"hk-1\"}")
        .doesNotContain("quartermaster_node_heartbeat_age_seconds{node=\"hk-2\"}");
  }

  @Test
  void gauges_do_not_go_on_lying_when_the_database_is_away() {
    metrics.refresh(database, Pictures::allWell);

    metrics.refresh(
        database,
        () -> {
          throw new DatabaseUnavailable("gone", null);
        });

    Exposition read = scrape();
    assertThat(read.value("quartermaster_quota_overdue_accounts")).isNaN();
    assertThat(read.value("quartermaster_nodes{state=\"up\"}")).isNaN();
    assertThat(read.value("quartermaster_schedule_lateness_seconds{schedule=\"cpu-reset\"}"))
        .isNaN();
    assertThat(read.value("quartermaster_refresh_failures_total")).isEqualTo(1);
  }

  @Test
  void notifications_are_counted_by_channel_and_result_from_zero_on() {
    metrics.announceNotifications("quota-webhook", List.of("accepted", "failed"));
    metrics.notified("quota-webhook", "accepted");

    Exposition read = scrape();
    assertThat(
            read.value(
                "quartermaster_notifications_total{channel=\"quota-webhook\",result=\"accepted\"}"))
        .isEqualTo(1);
    assertThat(
            read.value(
                "quartermaster_notifications_total{channel=\"quota-webhook\",result=\"failed\"}"))
        .isZero();
  }

  @Test
  void nothing_is_claimed_before_the_first_refresh() {
    assertThat(scrape().value("quartermaster_quota_overdue_accounts")).isNaN();
  }

  @Test
  void a_run_that_ends_is_counted_once() {
    Schedule reset = BuiltInSchedules.all().get("cpu-reset");
    metrics.refresh(database, Pictures::allWell);
    Firing.fired(database, reset, Instant.parse("2026-05-03T11:06:00Z"), "hk-1");
    metrics.refresh(database, Pictures::allWell);
    assertThat(runs("succeeded")).isZero();

    database.run(
        handle ->
            handle.execute(
                "UPDATE run SET state = 'finished', outcome = 'succeeded', finished_at = fired_at + interval '7 s'"));
    metrics.refresh(database, Pictures::allWell);
    metrics.refresh(database, Pictures::allWell);

    assertThat(runs("succeeded")).isEqualTo(1);
    assertThat(scrape().value("quartermaster_run_duration_seconds_sum{schedule=\"cpu-reset\"}"))
        .isEqualTo(7);
  }

  @Test
  void a_skipped_run_is_counted_but_took_no_time() {
    Schedule reset = BuiltInSchedules.all().get("cpu-reset");
    metrics.refresh(database, Pictures::allWell);
    Firing.fired(database, reset, Instant.parse("2026-05-03T11:06:00Z"), "hk-1");
    Firing.fired(database, reset, Instant.parse("2026-05-03T11:07:00Z"), "hk-1");

    metrics.refresh(database, Pictures::allWell);

    assertThat(runs("skipped")).isEqualTo(1);
    assertThat(scrape().value("quartermaster_run_duration_seconds_count{schedule=\"cpu-reset\"}"))
        .isZero();
  }

  @Test
  void batches_and_their_items_are_counted_as_they_end() {
    metrics.done("cpu-reset", Duration.ofMillis(30), 5_000);
    metrics.done("cpu-reset", Duration.ofMillis(70), 120);
    metrics.failed("cpu-reset", Duration.ofMillis(400));

    Exposition read = scrape();
    assertThat(
            read.value("quartermaster_items_total{outcome=\"succeeded\",schedule=\"cpu-reset\"}"))
        .isEqualTo(5_120);
    assertThat(read.value("quartermaster_batches_total{outcome=\"failed\",schedule=\"cpu-reset\"}"))
        .isEqualTo(1);
    assertThat(
            read.value(
                "quartermaster_batch_duration_seconds_bucket{schedule=\"cpu-reset\",le=\"0.1\"}"))
        .isEqualTo(2);
  }

  private double runs(String outcome) {
    return scrape()
        .value(
            "quartermaster_schedule_runs_total{outcome=\"%s\",schedule=\"cpu-reset\"}"
                .formatted(outcome));
  }

  private Exposition scrape() {
    return Exposition.parse(registry.scrape());
  }
}
