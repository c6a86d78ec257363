package dev.quartermaster.alerts.monitor;

import dev.quartermaster.alerts.monitor.Monitor.Plan;
import dev.quartermaster.alerts.monitor.Standing.OpenRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a check-in changes: pure.
 *
 * @param expected the next one
 * @param took how long the run took that it ends, when its start was told
 * @param over runs that are no longer waited for
 * @param begun a run that is waited for from now on
 */
record Arrival(
    Instant expected, Optional<Duration> took, List<OpenRun> over, Optional<OpenRun> begun) {

  /** The rid of a run that gave none. */
  static final String NO_RID = "00000000-0000-0000-0000-000000000000";

  /** More runs than this are not waited for at once: the oldest are given up. */
  static final int OPEN_RUNS = 50;

  static Arrival of(Plan plan, Standing standing, Ping ping, Instant now) {
    if (ping.kind() == Ping.Kind.LOG) {
      return new Arrival(standing.expected(), Optional.empty(), List.of(), Optional.empty());
    }
    Instant expected = Expect.afterCheckIn(plan, standing.expected(), now);
    String rid = ping.rid().map(Object::toString).orElse(NO_RID);
    if (ping.kind() == Ping.Kind.START) {
      return begin(expected, standing.runs(), new OpenRun(rid, now));
    }
    Optional<OpenRun> ended = ended(standing.runs(), rid);
    List<OpenRun> over = new ArrayList<>(ended.stream().toList());
    if (ping.kind() == Ping.Kind.SUCCESS) {
      over.addAll(givenUp(plan, standing.runs(), ended, now));
    }
    Optional<Duration> took =
        ended.map(run -> Duration.between(run.started(), now)).filter(by -> !by.isNegative());
    return new Arrival(expected, took, over, Optional.empty());
  }

  private static Arrival begin(Instant expected, List<OpenRun> runs, OpenRun begun) {
    List<OpenRun> others = runs.stream().filter(run -> !run.rid().equals(begun.rid())).toList();
    int tooMany = Math.max(0, others.size() + 1 - OPEN_RUNS);
    return new Arrival(expected, Optional.empty(), others.subList(0, tooMany), Optional.of(begun));
  }

  /** Of clients that give a rid at one end only there is one run at a time. */
  private static Optional<OpenRun> ended(List<OpenRun> runs, String rid) {
    Optional<OpenRun> same = runs.stream().filter(run -> run.rid().equals(rid)).findFirst();
    boolean isOnlyOne =
        runs.size() == 1 && (rid.equals(NO_RID) || runs.get(0).rid().equals(NO_RID));
    return same.or(() -> isOnlyOne ? Optional.of(runs.get(0)) : Optional.empty());
  }

  /** A run that is overdue will not end any more once a later one has ended well. */
  private static List<OpenRun> givenUp(
      Plan plan, List<OpenRun> runs, Optional<OpenRun> ended, Instant now) {
    Instant began = ended.map(OpenRun::started).orElse(now);
    return runs.stream()
        .filter(run -> ended.isEmpty() || !run.equals(ended.get()))
        .filter(run -> run.started().isBefore(began))
        .filter(run -> run.started().plus(plan.finishWithin()).isBefore(now))
        .toList();
  }
}
