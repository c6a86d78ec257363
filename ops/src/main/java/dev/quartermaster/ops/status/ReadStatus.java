package dev.quartermaster.ops.status;

import dev.quartermaster.alerts.alert.Alert;
import dev.quartermaster.alerts.alert.Alerts;
import dev.quartermaster.alerts.channel.Severity;
import dev.quartermaster.alerts.outbox.ChannelRecord;
import dev.quartermaster.alerts.outbox.ChannelRecords;
import dev.quartermaster.alerts.outbox.Outbox;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.jobs.node.NodeView;
import dev.quartermaster.jobs.node.Nodes;
import dev.quartermaster.jobs.pace.BacklogSample;
import dev.quartermaster.jobs.pace.BacklogSamples;
import dev.quartermaster.jobs.run.Drills;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.simulate.DrainRate;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.config.InvalidConfiguration;
import dev.quartermaster.ops.paging.ConfiguredChannels;
import dev.quartermaster.ops.status.Status.AlertPath;
import dev.quartermaster.ops.status.Status.ChannelProof;
import dev.quartermaster.ops.status.Status.Eta;
import dev.quartermaster.ops.status.Status.NodeStatus;
import dev.quartermaster.ops.status.Status.Quota;
import dev.quartermaster.ops.status.Status.Remedy;
import dev.quartermaster.ops.status.Status.ScheduleStatus;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.period.Backlog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Reads the status, in one transaction. */
public final class ReadStatus {

  /** What the name of a command that lends a hand to one run begins with; it fires nothing. */
  public static final String HAND = NodeView.HELPER;

  static final String RESET = "cpu-reset";

  /** How much of the past is drawn. */
  public static final Duration CURVE = Duration.ofMinutes(15);

  private final Handle handle;
  private final Of of;
  private final Instant now;

  private ReadStatus(Handle handle, Of of) {
    this.handle = handle;
    this.of = of;
    this.now = DatabaseClock.now(handle);
  }

  /**
   * What is looked at.
   *
   * @param schedules that are declared
   * @param maxClockSkew between a node's clock and the database's
   * @param channels over which people are paged
   * @param problems that are known before anything is read
   */
  public record Of(
      String region,
      Map<String, Schedule> schedules,
      Duration maxClockSkew,
      Set<String> channels,
      List<String> problems) {
    /** All of it. */
    public static Of all(Configuration configuration) {
      return some(configuration, configuration.schedules());
    }

    /** Of these schedules only. */
    public static Of some(Configuration configuration, Map<String, Schedule> schedules) {
      return new Of(
          configuration.region(),
          schedules,
          configuration.node().maxClockSkew(),
          ConfiguredChannels.of(configuration).keySet(),
          List.of());
    }

    /** The same, when the configuration cannot be read and the defaults stand for it. */
    public Of insteadOf(InvalidConfiguration invalid) {
      return new Of(
          region,
          schedules,
          maxClockSkew,
          channels,
          List.of(
              "the configuration is invalid, and the defaults are shown for it: "
                  + invalid.problems().get(0)));
    }
  }

  /** The status as the database has it now. */
  public static Status read(Database database, Of of) {
    return database.transaction(handle -> new ReadStatus(handle, of).read());
  }

  /** Whether a node is up that fires and works. */
  public static boolean anyNodeFires(Handle handle) {
    return nodes(Nodes.list(handle)).stream().anyMatch(ReadStatus::fires);
  }

  private static List<NodeStatus> nodes(List<NodeView> seen) {
    return seen.stream()
        .filter(node -> !node.name().startsWith(HAND) || node.state().equals("up"))
        .map(node -> new NodeStatus(node.name(), node.state(), node.heartbeatAt(), node.version()))
        .toList();
  }

  private Status read() {
    List<NodeView> seen = Nodes.list(handle);
    List<NodeStatus> nodes = nodes(seen);
    List<ScheduleStatus> all = new ReadSchedules(handle, now, of.schedules().values()).list();
    Quota quota = quota(nodes, all);
    List<Alert> alerts = Alerts.open(handle);
    List<String> problems =
        new Problems(now, of.schedules(), nodes, all, quota, loud(alerts), cluster(seen)).list();
    return new Status(
        of.region(),
        now,
        nodes,
        all,
        quota,
        alerts,
        alertPath(),
        problems,
        remedy(all, alerts, quota));
  }

  private List<String> cluster(List<NodeView> seen) {
    List<String> problems = new ArrayList<>(of.problems());
    problems.addAll(ClusterProblems.of(handle, seen, of.maxClockSkew()));
    return problems;
  }

  /** Those of which people are told, or would be; the worst first. */
  private static List<Alert> loud(List<Alert> alerts) {
    return alerts.stream()
        .filter(alert -> alert.state() != Alert.State.PENDING)
        .filter(alert -> alert.severity() != Severity.INFO)
        .sorted(
            Comparator.comparing((Alert alert) -> alert.told().keptQuietBy().isPresent())
                .thenComparing(Alert::severity)
                .thenComparing(Alert::id))
        .toList();
  }

  private Remedy remedy(List<ScheduleStatus> all, List<Alert> alerts, Quota quota) {
    List<BacklogSample> samples = BacklogSamples.last(handle, RESET, CURVE);
    return new Remedy(
        new UnderWay(now, all, quota, id -> Outbox.of(handle, id)).list(loud(alerts)),
        Curve.of(samples, now, CURVE));
  }

  /** Each channel that is configured must be proved, and the oldest proof counts. */
  private AlertPath alertPath() {
    List<ChannelRecord> channels =
        ChannelRecords.all(handle).stream()
            .filter(channel -> of.channels().contains(channel.name()))
            .toList();
    Optional<Instant> oldest =
        channels.stream()
            .flatMap(channel -> channel.last().proved().stream())
            .min(Instant::compareTo);
    boolean ok =
        !channels.isEmpty() && channels.stream().allMatch(channel -> channel.state(now).isGood());
    return new AlertPath(
        oldest,
        ok,
        of.channels().stream().map(name -> proof(name, channels)).toList(),
        Drills.newest(handle));
  }

  /** Also of one that no sender has met yet. */
  private static ChannelProof proof(String name, List<ChannelRecord> channels) {
    return new ChannelProof(
        name,
        channels.stream()
            .filter(channel -> channel.name().equals(name))
            .findFirst()
            .flatMap(channel -> channel.last().proved()));
  }

  private Quota quota(List<NodeStatus> nodes, List<ScheduleStatus> all) {
    Backlog backlog = Backlog.now(handle);
    int up = (int) nodes.stream().filter(ReadStatus::fires).count();
    return new Quota(
        Accounts.count(handle),
        Accounts.countInTarpit(handle),
        backlog.periods(),
        backlog.oldest().toSeconds(),
        eta(backlog.periods(), all, up));
  }

  static boolean fires(NodeStatus node) {
    return node.state().equals("up") && !node.name().startsWith(HAND);
  }

  private Eta eta(long overdue, List<ScheduleStatus> all, int nodesUp) {
    Optional<ScheduleStatus> reset =
        all.stream().filter(schedule -> schedule.name().equals(RESET)).findFirst();
    return reset
        .map(schedule -> new Settling(now, schedule, overdue))
        .map(settling -> settling.eta(DrainRate.of(handle, RESET, nodesUp), nodesUp))
        .orElseGet(() -> Eta.none(RESET + " is not declared"));
  }
}
