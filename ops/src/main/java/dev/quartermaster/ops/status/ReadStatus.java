package dev.quartermaster.ops.status;

import dev.quartermaster.alerts.monitor.Punctuality;
import dev.quartermaster.alerts.monitor.Punctuality.Due;
import dev.quartermaster.alerts.monitor.Punctuality.Late;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.jobs.node.NodeView;
import dev.quartermaster.jobs.node.Nodes;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.run.RunSummary;
import dev.quartermaster.jobs.run.Runs;
import dev.quartermaster.jobs.run.Throughput;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.Work;
import dev.quartermaster.ops.status.Status.AlertPath;
import dev.quartermaster.ops.status.Status.NodeStatus;
import dev.quartermaster.ops.status.Status.Quota;
import dev.quartermaster.ops.status.Status.ScheduleStatus;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.period.Backlog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/** Reads the status, in one transaction. */
public final class ReadStatus {

  /** What the name of a command that lends a hand to one run begins with; it fires nothing. */
  public static final String HAND = "cli-";

  private static final String RESET = "cpu-reset";

  /** A node that died longer ago is still listed, but was perhaps never meant to come back. */
  private static final Duration MOURNED = Duration.ofHours(1);

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

  private Status read(String region) {
    List<NodeView> seen = Nodes.list(handle);
    List<NodeStatus> nodes =
        seen.stream()
            .filter(node -> !node.name().startsWith(HAND) || node.state().equals("up"))
            .map(
                node ->
                    new NodeStatus(node.name(), node.state(), node.heartbeatAt(), node.version()))
            .toList();
    List<ScheduleStatus> all = schedules.values().stream().map(this::schedule).toList();
    Quota quota = quota(nodes, all);
    List<String> problems =
        new Problems(
                now, schedules, nodes, all, quota, ClusterProblems.of(handle, seen, MAX_CLOCK_SKEW))
            .list();
    return new Status(
        region, now, nodes, all, quota, new AlertPath(Optional.empty(), false), problems);
  }

  private ScheduleStatus schedule(Schedule schedule) {
    Optional<Instant> declared = Runs.declaredAt(handle, schedule.name());
    Optional<RunSummary> newest = Runs.history(handle, schedule.name(), 1).stream().findFirst();
    Optional<Run> running = Runs.running(handle, schedule.name());
    Optional<Instant> next =
        Optional.of(schedule.when().timetable().next(now)).filter(at -> at.isBefore(Instant.MAX));
    Punctuality punctuality =
        Punctuality.of(
            schedule.when().timetable(),
            declared.orElse(now),
            Runs.lastPlanned(handle, schedule.name())
                .filter(last -> declared.map(last::isAfter).orElse(true)),
            now,
            schedule.limits().startWithin());
    long late = punctuality instanceof Late by ? by.by().toSeconds() : 0;
    Optional<String> outcome =
        newest.flatMap(run -> run.run().end()).map(end -> end.outcome().word());
    return new ScheduleStatus(
        schedule.name(),
        state(schedule, declared, punctuality, running, outcome),
        newest.map(run -> run.run().firedAt()),
        schedule.enabled() ? next : Optional.empty(),
        schedule.enabled() ? late : 0,
        running.isPresent(),
        outcome);
  }

  private String state(
      Schedule schedule,
      Optional<Instant> declared,
      Punctuality punctuality,
      Optional<Run> running,
      Optional<String> outcome) {
    if (!(schedule.work() instanceof Work.BuiltIn)) {
      return "not run";
    } else if (!schedule.enabled()) {
      return "disabled";
    } else if (declared.isEmpty()) {
      return "new";
    } else if (punctuality instanceof Late) {
      return "late";
    } else if (running.isPresent()) {
      Instant due = running.get().firedAt().plus(schedule.limits().finishWithin());
      return now.isAfter(due) ? "overrun" : "running";
    } else if (outcome.equals(Optional.of(Run.Outcome.FAILED.word()))) {
      return "failing";
    }
    return punctuality instanceof Due ? "due" : "ok";
  }

  private Quota quota(List<NodeStatus> nodes, List<ScheduleStatus> all) {
    Backlog backlog = Backlog.now(handle);
    boolean anyUp = nodes.stream().anyMatch(ReadStatus::fires);
    return new Quota(
        Accounts.count(handle),
        Accounts.countInTarpit(handle),
        backlog.periods(),
        backlog.oldest().toSeconds(),
        anyUp ? OptionalLong.of(eta(backlog.periods(), all)) : OptionalLong.empty());
  }

  private static boolean fires(NodeStatus node) {
    return node.state().equals("up") && !node.name().startsWith(HAND);
  }

  /** The wait for the next firing, and then the backlog at the measured rate. */
  private long eta(long overdue, List<ScheduleStatus> all) {
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
    return wait + (long) Math.ceil(overdue / Throughput.itemsPerSecond(handle, RESET));
  }

  /** Turns what was read into sentences. */
  private record Problems(
      Instant now,
      Map<String, Schedule> declared,
      List<NodeStatus> nodes,
      List<ScheduleStatus> all,
      Quota quota,
      List<String> ofCluster) {

    List<String> list() {
      List<String> problems = new ArrayList<>();
      if (nodes.stream().noneMatch(node -> fires(node) || node.state().startsWith("drain"))) {
        problems.add("no node is up: nothing fires; start one with 'up' or 'node'");
      }
      nodes.stream()
          .filter(node -> node.state().equals("late") || node.state().equals("dead"))
          .filter(node -> node.lastHeartbeatAt().isAfter(now.minus(MOURNED)))
          .filter(node -> !node.name().startsWith(HAND))
          .forEach(node -> problems.add("node %s is %s".formatted(node.name(), node.state())));
      problems.addAll(ofCluster);
      for (ScheduleStatus schedule : all) {
        if (schedule.state().equals("late")) {
          problems.add(
              "%s is %s late".formatted(schedule.name(), Spans.words(schedule.lateBySeconds())));
        } else if (schedule.state().equals("overrun")) {
          problems.add(
              "the run of %s has not finished in time: see 'schedules history %s'"
                  .formatted(schedule.name(), schedule.name()));
        } else if (schedule.state().equals("failing")) {
          problems.add(
              "the last run of %s failed: see 'schedules history %s'"
                  .formatted(schedule.name(), schedule.name()));
        }
      }
      Schedule reset = declared.get(RESET);
      if (reset != null
          && quota.oldestOverdueSeconds() > reset.limits().maxBacklogAge().toSeconds()) {
        problems.add(
            "%,d periods are overdue, the oldest for %s"
                .formatted(quota.overdue(), Spans.words(quota.oldestOverdueSeconds())));
      }
      return List.copyOf(problems);
    }
  }
}
