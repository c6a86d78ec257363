package dev.quartermaster.ops.status;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.jobs.node.NodeView;
import dev.quartermaster.jobs.node.Nodes;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.simulate.DrainRate;
import dev.quartermaster.ops.status.Status.AlertPath;
import dev.quartermaster.ops.status.Status.NodeStatus;
import dev.quartermaster.ops.status.Status.Quota;
import dev.quartermaster.ops.status.Status.ScheduleStatus;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.period.Backlog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/** Reads the status, in one transaction. */
public final class ReadStatus {

  /** What the name of a command that lends a hand to one run begins with; it fires nothing. */
  public static final String HAND = NodeView.HELPER;

  static final String RESET = "cpu-reset";

  /** Between a node's clock and the database's, unless it is configured. */
  private static final Duration MAX_CLOCK_SKEW = Duration.ofSeconds(5);

  private final Handle handle;
  private final Map<String, Schedule> schedules;
  private final Instant now;

  private ReadStatus(Handle handle, Map<String, Schedule> schedules) {
    this.handle = handle;
    this.schedules = schedules;
    this.now = DatabaseClock.now(handle);
  }

  /** The status as the database has it now, of the schedules that are declared. */
  public static Status read(Database database, String region, Map<String, Schedule> schedules) {
    return database.transaction(handle -> new ReadStatus(handle, schedules).read(region));
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

  private Status read(String region) {
    List<NodeView> seen = Nodes.list(handle);
    List<NodeStatus> nodes = nodes(seen);
    List<ScheduleStatus> all = new ReadSchedules(handle, now).list(schedules.values());
    Quota quota = quota(nodes, all);
    List<String> problems =
        new Problems(
                now, schedules, nodes, all, quota, ClusterProblems.of(handle, seen, MAX_CLOCK_SKEW))
            .list();
    return new Status(
        region, now, nodes, all, quota, new AlertPath(Optional.empty(), false), problems);
  }

  private Quota quota(List<NodeStatus> nodes, List<ScheduleStatus> all) {
    Backlog backlog = Backlog.now(handle);
    int up = (int) nodes.stream().filter(ReadStatus::fires).count();
    return new Quota(
        Accounts.count(handle),
        Accounts.countInTarpit(handle),
        backlog.periods(),
        backlog.oldest().toSeconds(),
        up > 0 ? OptionalLong.of(eta(backlog.periods(), all, up)) : OptionalLong.empty());
  }

  static boolean fires(NodeStatus node) {
    return node.state().equals("up") && !node.name().startsWith(HAND);
  }

  /** The wait for the next firing, and then the backlog at the measured rate. */
  private long eta(long overdue, List<ScheduleStatus> all, int nodesUp) {
    if (overdue == 0) {
      return 0;
    }
    long wait =
        all.stream()
            .filter(schedule -> schedule.name().equals(RESET) && !schedule.running())
            .flatMap(schedule -> schedule.nextFireAt().stream())
            .mapToLong(next -> Duration.between(now, next).toSeconds() + 1)
            .findFirst()
            .orElse(0);
    return wait + (long) Math.ceil(overdue / DrainRate.of(handle, RESET, nodesUp).perSecond());
  }
}
