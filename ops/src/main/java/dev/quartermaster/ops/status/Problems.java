package dev.quartermaster.ops.status;

import dev.quartermaster.alerts.alert.Alert;
import dev.quartermaster.alerts.alert.Spans;
import dev.quartermaster.jobs.pace.Arrivals;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.ops.status.Status.NodeStatus;
import dev.quartermaster.ops.status.Status.Quota;
import dev.quartermaster.ops.status.Status.ScheduleStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns what was read into sentences.
 *
 * @param loud the alerts that people are told of
 */
record Problems(
    Instant now,
    Map<String, Schedule> declared,
    List<NodeStatus> nodes,
    List<ScheduleStatus> all,
    Quota quota,
    List<Alert> loud,
    List<String> ofCluster) {

  /** A node that died longer ago is still listed, but was perhaps never meant to come back. */
  private static final Duration MOURNED = Duration.ofHours(1);

  /** More than these are counted. */
  private static final int MOST_ALERTS = 3;

  /** Worst first; empty when all is well. */
  List<String> list() {
    List<String> problems = new ArrayList<>();
    if (nodes.stream().noneMatch(node -> ReadStatus.fires(node) || isDraining(node))) {
      problems.add("no node is up: nothing fires; start one with 'up' or 'node'");
    }
    nodes.stream()
        .filter(node -> node.state().equals("late") || node.state().equals("dead"))
        .filter(node -> node.lastHeartbeatAt().isAfter(now.minus(MOURNED)))
        .filter(node -> !node.name().startsWith(ReadStatus.HAND))
        .forEach(node -> problems.add("node %s is %s".formatted(node.name(), node.state())));
    problems.addAll(firing());
    problems.addAll(ofCluster);
    all.forEach(schedule -> of(schedule).ifPresent(problems::add));
    overdue().ifPresent(problems::add);
    all.forEach(schedule -> waiting(schedule).ifPresent(problems::add));
    all.forEach(schedule -> setAside(schedule).ifPresent(problems::add));
    return List.copyOf(problems);
  }

  private List<String> firing() {
    List<String> says = new ArrayList<>();
    loud.stream()
        .limit(MOST_ALERTS)
        .map(alert -> "alert %d: %s".formatted(alert.id(), alert.condition().text().summary()))
        .forEach(says::add);
    if (loud.size() > MOST_ALERTS) {
      says.add("and %,d more alerts: see 'alerts list'".formatted(loud.size() - MOST_ALERTS));
    }
    return says;
  }

  private static boolean isDraining(NodeStatus node) {
    return node.state().startsWith("drain");
  }

  private static Optional<String> of(ScheduleStatus schedule) {
    String name = schedule.name();
    return switch (schedule.state()) {
      case "late" ->
          Optional.of("%s is %s late".formatted(name, Spans.words(schedule.lateBySeconds())));
      case "overrun" ->
          Optional.of(
              "the run of %s has not finished in time: see 'schedules history %s'"
                  .formatted(name, name));
      case "failing" ->
          Optional.of(
              "the last run of %s failed: see 'schedules history %s'".formatted(name, name));
      default -> Optional.empty();
    };
  }

  private Optional<String> overdue() {
    Schedule reset = declared.get(ReadStatus.RESET);
    if (reset == null
        || quota.oldestOverdueSeconds() <= reset.limits().maxBacklogAge().toSeconds()) {
      return Optional.empty();
    }
    return Optional.of(
        quota.overdue() == 1
            ? "a period is overdue, for " + Spans.words(quota.oldestOverdueSeconds())
            : "%,d periods are overdue, the oldest for %s"
                .formatted(quota.overdue(), Spans.words(quota.oldestOverdueSeconds())));
  }

  /** Old, or on its way to be and growing: what is young is worked off before anybody minds. */
  private Optional<String> waiting(ScheduleStatus schedule) {
    Schedule its = declared.get(schedule.name());
    if (its == null || schedule.load().arrivals().isEmpty()) {
      return Optional.empty();
    }
    Arrivals arrivals = schedule.load().arrivals().get();
    Duration most = its.limits().maxBacklogAge();
    boolean grows = arrivals.course().equals(Optional.of(Arrivals.Course.GROWS));
    boolean isOld = arrivals.oldest().compareTo(grows ? most.dividedBy(2) : most) > 0;
    // Of this one the overdue periods are told.
    return isOld && (grows || !its.name().equals(ReadStatus.RESET))
        ? Optional.of("%s: %s".formatted(its.name(), arrivals.says()))
        : Optional.empty();
  }

  private static Optional<String> setAside(ScheduleStatus schedule) {
    long items = schedule.load().setAside();
    return items == 0
        ? Optional.empty()
        : Optional.of(
            "%s: %,d %s set aside: see 'quarantine list'"
                .formatted(schedule.name(), items, items == 1 ? "item is" : "items are"));
  }
}
