package dev.quartermaster.ops.status;

import dev.quartermaster.jobs.pace.Arrivals.Flow;
import dev.quartermaster.jobs.simulate.DrainRate;
import dev.quartermaster.ops.status.Status.Eta;
import dev.quartermaster.ops.status.Status.ScheduleStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/** When the overdue periods will be settled: pure. */
record Settling(Instant now, ScheduleStatus reset, long overdue) {

  /**
   * The wait for the next firing, and then the backlog at the rate at which it is done, less what
   * comes in meanwhile.
   */
  Eta eta(DrainRate drain, int nodesUp) {
    if (overdue == 0) {
      return new Eta(OptionalLong.of(0), "nothing is overdue");
    } else if (nodesUp == 0) {
      return Eta.none("no node is up to do it");
    } else if (reset.state().equals("disabled")) {
      return Eta.none(reset.name() + " is disabled");
    } else if (!reset.running() && reset.nextFireAt().isEmpty()) {
      return Eta.none(reset.name() + " is paused");
    }
    double net = drain.perSecond() - arrivals();
    if (net <= 0) {
      return Eta.none("as many come in as are settled");
    }
    return new Eta(
        OptionalLong.of(waitSeconds() + (long) Math.ceil(overdue / net)),
        drain.measured().isPresent()
            ? "as fast as it went before"
            : "if it goes as it should: no large run was measured yet");
  }

  private double arrivals() {
    return reset.load().arrivals().flatMap(arrivals -> arrivals.flow()).map(Flow::in).orElse(0.0);
  }

  private long waitSeconds() {
    return reset.running()
        ? 0
        : reset
            .nextFireAt()
            .map(next -> Math.max(0, Duration.between(now, next).toSeconds()) + 1)
            .orElse(0L);
  }
}
