package dev.quartermaster.ops.node;

import dev.quartermaster.alerts.outbox.Deliveries;
import dev.quartermaster.db.Database;
import dev.quartermaster.jobs.batch.BatchObserver;
import dev.quartermaster.ops.api.UsageCounts;
import dev.quartermaster.ops.metrics.Metrics;
import dev.quartermaster.ops.status.Status;
import dev.quartermaster.ops.webhook.Result;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Keeps the metrics of a node fresh. */
final class MetricsFeed implements AutoCloseable {

  private static final Duration EVERY = Duration.ofSeconds(10);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Metrics metrics = new Metrics(registry);
  private final Database view;
  private final Supplier<Status> status;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "metrics");
            thread.setDaemon(true);
            return thread;
          });

  MetricsFeed(Database view, Supplier<Status> status) {
    this.view = view;
    this.status = status;
  }

  /** Begins, with the pool that batches use beside the one that people look through. */
  @SuppressWarnings("FutureReturnValueIgnored") // refresh() counts its own failures
  void start(Database work) {
    metrics.pool("view", view);
    metrics.pool("work", work);
    timer.scheduleWithFixedDelay(
        () -> metrics.refresh(view, status), 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  BatchObserver observer() {
    return metrics;
  }

  UsageCounts usage() {
    return metrics::usage;
  }

  /** Counts one channel's notifications, from 0 on. */
  Result.Counts notifications(String channel) {
    metrics.announceNotifications(
        channel, Arrays.stream(Result.values()).map(Result::word).toList());
    return result -> metrics.notified(channel, result.word());
  }

  /** Counts what comes of pages, by channel. */
  Deliveries deliveries() {
    return (channel, result) -> metrics.notified(channel, result.word());
  }

  String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    metrics.close();
    registry.close();
  }
}
