package dev.quartermaster.ops.metrics;

import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import dev.quartermaster.alerts.outbox.Deliveries;
import dev.quartermaster.db.Database;
import dev.quartermaster.jobs.batch.BatchObserver;
import dev.quartermaster.jobs.run.Endings;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.ops.status.Status;
import dev.quartermaster.ops.status.Status.ScheduleStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All of a node's metrics. Reading them touches no database: what it says is brought by {@link
 * #refresh}.
 */
public final class Metrics implements BatchObserver, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);

  private static final List<String> PAGED =
      Arrays.stream(Deliveries.Result.values()).map(Deliveries.Result::word).toList();

  private final MeterRegistry registry;
  private final Freshness freshness = new Freshness(System::nanoTime);
  private final ClusterGauges cluster;
  private final RunMeters runs;
  private final BatchMeters batches;
  private final UsageMeters usage;
  private final NotificationMeters notifications;
  private final Counter refreshFailures;
  private final JvmGcMetrics garbage = new JvmGcMetrics();
  private final Endings endings = new Endings();
  private boolean failing;

  /** Registers everything; schedules and nodes appear with the first refresh. */
  public Metrics(MeterRegistry registry) {
    this.registry = registry;
    this.cluster = new ClusterGauges(registry, freshness);
    this.runs = new RunMeters(registry);
    this.batches = new BatchMeters(registry);
    this.usage = new UsageMeters(registry);
    this.notifications = new NotificationMeters(registry);
    this.refreshFailures =
        Counter.builder("quartermaster.refresh.failures")
            .description("Times that the database could not be asked; the gauges are NaN meanwhile")
            .register(registry);
    ofThisProcess();
  }

  private void ofThisProcess() {
    garbage.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new JvmInfoMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  @Override
  public void done(String schedule, Duration took, long items) {
    batches.done(schedule, took, items);
  }

  @Override
  public void failed(String schedule, Duration took) {
    batches.failed(schedule, took);
  }

  @Override
  public void setAside(String schedule) {
    batches.setAside(schedule);
  }

  @Override
  public void mended(String schedule) {
    batches.mended(schedule);
  }

  /** Counts records of usage that were reported to this process. */
  public void usage(long accepted, long duplicates, long rejected) {
    usage.add(accepted, duplicates, rejected);
  }

  /** Has a channel's results be there before the first of them. */
  public void announceNotifications(String channel, List<String> results) {
    notifications.announce(channel, results);
  }

  /** Counts one notification by this process, or what it gave up. */
  public void notified(String channel, String result) {
    notifications.count(channel, result);
  }

  /**
   * Has a pool tell of its connections.
   *
   * @param name its label; no two pools have the same
   */
  public void pool(String name, Database pool) {
    MicrometerMetricsTrackerFactory factory = new MicrometerMetricsTrackerFactory(registry);
    pool.measure((poolName, stats) -> factory.create(name, stats));
  }

  /**
   * Brings the gauges up to date and counts the runs that ended since the last time; to be called
   * every 10 s or so. When the database is away it fails quietly: the gauges become NaN, and the
   * failure is counted. A gauge that was not refreshed for 30 s becomes NaN by itself, so that a
   * call that hangs cannot keep it.
   */
  public synchronized void refresh(Database database, Supplier<Status> status) {
    try {
      Status now = status.get();
      List<Run> ended = endings.since(database);
      announce(now);
      cluster.show(now);
      ended.forEach(runs::ended);
      freshness.renew();
      failing = false;
    } catch (RuntimeException e) {
      freshness.lose();
      refreshFailures.increment();
      if (!failing) {
        LOG.warn("The metrics could not be refreshed: {}", e.getMessage());
      }
      failing = true;
    }
  }

  private void announce(Status status) {
    List<String> schedules = status.schedules().stream().map(ScheduleStatus::name).toList();
    runs.announce(schedules);
    batches.announce(schedules);
    status
        .alertPath()
        .channels()
        .forEach(channel -> announceNotifications(channel.channel(), PAGED));
  }

  /** Hears of garbage collections no more. */
  @Override
  public void close() {
    garbage.close();
  }
}
