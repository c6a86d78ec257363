package dev.quartermaster.jobs.chaos;

import static org.awaitility.Awaitility.await;

import dev.quartermaster.jobs.chaos.Fault.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Lets a plan of faults happen, each in its time, and looks in between whether all still holds. */
final class Night {

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

  /** What happens at a time after the beginning. */
  private record Step(Duration at, Fault fault, boolean begins) {}

  private final Cluster cluster;
  private final OwnPostgres postgres;
  private final TakeOvers takeOvers;
  private final Runnable holds;
  private int ended;
  private int looks;

  Night(Cluster cluster, OwnPostgres postgres, TakeOvers takeOvers, Runnable holds) {
    this.cluster = cluster;
    this.postgres = postgres;
    this.takeOvers = takeOvers;
    this.holds = holds;
  }

  /** Until the last fault is over. */
  void goThrough(List<Fault> plan) throws Exception {
    List<Step> steps = new ArrayList<>();
    for (Fault fault : plan) {
      steps.add(new Step(fault.at(), fault, true));
      steps.add(new Step(fault.until(), fault, false));
    }
    steps.sort(Comparator.comparing(Step::at));
    long began = System.nanoTime();
    Duration look = BETWEEN_LOOKS;
    for (Step step : steps) {
      while (look.compareTo(step.at()) < 0) {
        waitUntil(began, look);
        look();
        look = Duration.ofNanos(System.nanoTime() - began).plus(BETWEEN_LOOKS);
      }
      waitUntil(began, step.at());
      take(step);
    }
  }

  private static void waitUntil(long began, Duration at) {
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> System.nanoTime() - began >= at.toNanos());
  }

  private void take(Step step) throws Exception {
    if (!step.begins()) {
      cluster.end(step.fault());
      return;
    }
    System.out.println("chaos: " + step.fault());
    if (step.fault().kind() == Kind.KILL && postgres.isUp()) {
      takeOvers.awaitBatchOf(step.fault().target());
    }
    // One that found no database when it started has ended: nobody can freeze it.
    ended += cluster.reviveEnded();
    cluster.begin(step.fault());
    if (postgres.isUp()) {
      takeOvers.began(step.fault());
    } else {
      takeOvers.beganUnseen(step.fault());
    }
  }

  private void look() throws Exception {
    if (postgres.isUp()) {
      ended += cluster.reviveEnded();
      holds.run();
      looks++;
    }
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>(takeOvers.lines());
    lines.add(
        "looks in between: %d; processes that ended by themselves: %d".formatted(looks, ended));
    return lines;
  }
}
