package dev.quartermaster.ops.config;

import dev.quartermaster.alerts.monitor.Monitor;
import dev.quartermaster.alerts.timetable.Timetable;
import dev.quartermaster.jobs.schedule.Schedule;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that was configured, checked; all maps and lists are immutable and in the order of the
 * file.
 *
 * @param region a database belongs to one
 * @param schedules by name, the built-in ones first
 * @param monitors by name
 * @param channels by name
 * @param routes the first that matches wins
 */
public record Configuration(
    String region,
    Node node,
    Database database,
    Http http,
    Quota quota,
    Map<String, Schedule> schedules,
    Map<String, Monitor> monitors,
    Map<String, Channel> channels,
    List<Route> routes,
    Watchdog watchdog) {

  /** The same with another node and another place to listen, as a command line may want. */
  public Configuration with(Node otherNode, Http otherHttp) {
    return new Configuration(
        region, otherNode, database, otherHttp, quota, schedules, monitors, channels, routes,
        watchdog);
  }

  /** The same, but for what cannot change while a node runs: that stays as it is there. */
  public Configuration keeping(Configuration running) {
    return new Configuration(
        running.region,
        running.node,
        running.database,
        running.http,
        new Quota(
            quota.chargedSources(),
            quota.lateRecords(),
            quota.warnAt(),
            quota.keep(),
            running.quota.webhook()),
        schedules,
        monitors,
        channels,
        routes,
        watchdog);
  }

  /**
   * This process in the cluster.
   *
   * @param workers threads that run schedules, 1 to 64
   * @param jobs the directory of jars with jobs of kind java
   * @param maxClockSkew between its machine's clock and the database's
   */
  public record Node(String name, int workers, Optional<Path> jobs, Duration maxClockSkew) {
    /** The same under another name. */
    public Node named(String other) {
      return new Node(other, workers, jobs, maxClockSkew);
    }
  }

  /**
   * The way to PostgreSQL.
   *
   * @param url for JDBC; empty when only the embedded one is used
   * @param poolSize connections, 2 to 200
   * @param embedded whether {@code up} starts a PostgreSQL of its own
   */
  public record Database(
      Optional<String> url,
      String user,
      Optional<Secret> password,
      int poolSize,
      String schema,
      boolean embedded) {}

  /**
   * Where the API and the dashboard listen.
   *
   * @param port 0 takes any free one
   * @param rateLimit requests a minute, token and endpoint of /api/v0; 0 for any number
   */
  public record Http(String host, int port, Optional<Tls> tls, int rateLimit) {}

  /** PEM files, absolute or relative to the working directory. */
  public record Tls(Path certificate, Path key) {}

  /**
   * How use is charged.
   *
   * @param chargedSources every other one is metered only
   * @param lateRecords the oldest record that is still taken
   * @param warnAt per cent of the allowance, 1 to 100, ascending
   * @param webhook who hears of each warning
   */
  public record Quota(
      List<String> chargedSources,
      Duration lateRecords,
      List<Integer> warnAt,
      Keep keep,
      Optional<Webhook> webhook) {}

  /**
   * How long usage is kept.
   *
   * @param records after they came in
   * @param history not shorter than the age of the oldest record that is taken
   */
  public record Keep(Duration records, Duration history) {}

  /**
   * Where news is posted.
   *
   * @param secret one that signs, or several with spaces between
   */
  public record Webhook(Secret url, Secret secret) {}

  /**
   * Which channels take which alert.
   *
   * @param match labels that the alert must have; empty matches all
   * @param channels at least one, all known; tried in this order
   */
  public record Route(
      Map<String, String> match, List<String> channels, Duration repeat, Duration escalateAfter) {}

  /**
   * How the watch itself is watched; each part is absent unless configured.
   *
   * @param publicUrl where people reach a node's pages
   * @param alwaysFiring channels to an Alertmanager that are told of an alert without an end
   */
  public record Watchdog(
      Optional<Secret> deadMansSwitch,
      Optional<Timetable> selfTest,
      Optional<URI> publicUrl,
      List<String> alwaysFiring) {}
}
