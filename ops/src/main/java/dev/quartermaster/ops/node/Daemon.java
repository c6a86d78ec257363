package dev.quartermaster.ops.node;

import dev.quartermaster.alerts.watchdog.Source;
import dev.quartermaster.alerts.watchdog.Watchdog;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.migration.Migrations;
import dev.quartermaster.jobs.batch.Engine;
import dev.quartermaster.jobs.kind.JobProviders;
import dev.quartermaster.jobs.node.ClockDifference;
import dev.quartermaster.jobs.node.JobNode;
import dev.quartermaster.jobs.watch.Sources;
import dev.quartermaster.jobs.watch.Watched;
import dev.quartermaster.ops.api.Api;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.http.HttpSurface;
import dev.quartermaster.ops.node.Installation.OpenDatabase;
import dev.quartermaster.ops.paging.Paging;
import dev.quartermaster.ops.status.ReadStatus;
import dev.quartermaster.ops.status.Status;
import dev.quartermaster.ops.webhook.QuotaWebhook;
import dev.quartermaster.quota.charge.ChargeOutcome;
import dev.quartermaster.quota.charge.UsageReport;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One whole node: database reached and migrated, in the cluster, answering over HTTP. */
public final class Daemon implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  /** Connections of its own for what people look at: busy workers must not make it blind. */
  private static final int VIEW_CONNECTIONS = 3;

  /** And for the API: a crowd of callers must blind neither the dashboard nor the workers. */
  private static final int API_CONNECTIONS = 6;

  /** And for the webhook: its turn is kept on time, however busy the others are. */
  private static final int WEBHOOK_CONNECTIONS = 2;

  private final Configuration configuration;
  private final InForce inForce;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Database view;
  private final AtomicReference<@Nullable JobNode> node = new AtomicReference<>();
  private final Api api;
  private final HttpSurface http;
  private final ConfigurationWatch watch;

  private Daemon(Installation installation, Configuration configuration) {
    this.configuration = configuration;
    try {
      JobProviders providers = providers();
      this.inForce = new InForce(configuration, given -> NodeJobs.of(given, providers));
      OpenDatabase database = closing(installation.open("qm/" + configuration.node().name()));
      this.view = closing(database.pool(VIEW_CONNECTIONS));
      Migrations.migrate(view);
      view.run(handle -> Region.claim(handle, configuration.region()));
      ClockDifference.measure(view, InstantSource.system())
          .within(configuration.node().maxClockSkew());
      MetricsFeed metrics = closing(new MetricsFeed(view, this::status));
      this.api = closing(api(database, metrics));
      this.http =
          closing(
              HttpSurface.start(
                  configuration.http(),
                  new HttpSurface.Sources(
                      this::status, this::notReadyBecause, metrics::scrape, api.endpoints())));
      // Last, so that a taken port is found out before this node has joined.
      JobNode started = closing(startNode(database, metrics));
      node.set(started);
      closing(
          HearMonitors.start(view, () -> inForce.configuration().monitors(), started::isNewest));
      this.watch = closing(Reloading.watch(installation, inForce, started));
      metrics.start(started.database());
      configuration.quota().webhook().ifPresent(to -> closing(webhook(to, database, metrics)));
      Paging paging = closing(paging(installation, database, metrics));
      closing(Supervised.start(() -> longest(started.standstill(), paging.silence())));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Starts it; it is ready when this returns. */
  public static Daemon start(Installation installation, Configuration configuration) {
    return new Daemon(installation, configuration);
  }

  /** How many connections a node takes at most: more than the pool of its workers. */
  public static int connections(Configuration configuration) {
    return configuration.database().poolSize()
        + JobNode.CONTROL_CONNECTIONS
        + VIEW_CONNECTIONS
        + API_CONNECTIONS
        + Paging.CONNECTIONS
        + configuration.quota().webhook().map(to -> WEBHOOK_CONNECTIONS).orElse(0);
  }

  private static Duration longest(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private Api api(OpenDatabase database, MetricsFeed metrics) {
    return new Api(
        closing(database.foregroundPool(API_CONNECTIONS)),
        new Api.Settings(
            configuration.http().rateLimit(),
            inForce::charging,
            metrics.usage(),
            () -> Paging.policy(inForce.configuration())));
  }

  private JobNode startNode(OpenDatabase database, MetricsFeed metrics) {
    return JobNode.start(
        database.settings(),
        new JobNode.Identity(configuration.node().name(), Version.TEXT),
        new Engine.Settings(
            inForce::schedules, inForce::job, configuration.node().workers(), metrics.observer()));
  }

  private JobProviders providers() {
    JobProviders providers = closing(JobProviders.load(configuration.node().jobs()));
    providers.problems().forEach(problem -> LOG.error("{}", problem));
    return providers;
  }

  private QuotaWebhook webhook(
      Configuration.Webhook to, OpenDatabase database, MetricsFeed metrics) {
    return QuotaWebhook.start(
        closing(database.pool(WEBHOOK_CONNECTIONS)),
        new QuotaWebhook.Settings(configuration.region(), to),
        metrics.notifications(QuotaWebhook.CHANNEL));
  }

  private Paging paging(Installation installation, OpenDatabase database, MetricsFeed metrics) {
    List<Source> sources =
        Sources.of(
            new Watched(
                inForce::schedules,
                inForce::job,
                configuration.node().maxClockSkew(),
                installation.data()));
    return Paging.start(
        closing(database.pool(Paging.CONNECTIONS)),
        new Paging.Parts(
            configuration.node().name(),
            Watchdog.Kind.NODE,
            inForce::configuration,
            () -> sources,
            installation.spool()),
        metrics.deliveries());
  }

  private <T extends AutoCloseable> T closing(T part) {
    open.push(part);
    return part;
  }

  /** Reads its configuration file anew, soon; an invalid one is refused as a whole. */
  public void reload() {
    watch.reload();
  }

  /** Where a browser finds it. */
  public URI address() {
    return http.address();
  }

  /** Takes usage from what runs beside it in this process, by the door of the API. */
  public ChargeOutcome charge(UsageReport report) {
    return api.charge(report);
  }

  /** For what runs beside it in this process. */
  public Database database() {
    return view;
  }

  private Status status() {
    return ReadStatus.read(view, ReadStatus.Of.all(inForce.configuration()));
  }

  private List<String> notReadyBecause() {
    List<String> reasons = new ArrayList<>();
    try {
      Migrations.check(view);
    } catch (RuntimeException e) {
      reasons.add(String.valueOf(e.getMessage()));
    }
    JobNode joined = node.get();
    if (joined == null) {
      reasons.add("the node is starting");
    } else {
      reasons.addAll(joined.notReadyBecause());
    }
    return reasons;
  }

  /**
   * In the reverse order of the start: no new work, batches at work finish, then the database is
   * left.
   */
  @Override
  public void close() {
    while (!open.isEmpty()) {
      AutoCloseable part = open.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("While stopping: {}", e.toString());
      }
    }
  }
}
