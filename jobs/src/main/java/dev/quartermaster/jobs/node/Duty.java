package dev.quartermaster.jobs.node;

import dev.quartermaster.jobs.batch.Engine;
import dev.quartermaster.jobs.quartz.Scheduler;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this node fires and takes work: from its start to its end, unless it is drained, or its
 * clock is wrong.
 */
final class Duty {

  private static final Logger LOG = LoggerFactory.getLogger(Duty.class);

  /**
   * Quartz goes by the machine's clock, and lets go of what it takes to be missed, 30 s late. One
   * whose clock is wrong would do so to the whole cluster.
   */
  private static final Duration CLOCK = Duration.ofSeconds(20);

  private final Scheduler scheduler;
  private final Engine engine;
  private boolean begun;
  private boolean drained;
  private boolean clockWrong;

  Duty(Scheduler scheduler, Engine engine) {
    this.scheduler = scheduler;
    this.engine = engine;
  }

  synchronized void begin() {
    begun = true;
    fireIfDue();
  }

  /** Fires no more; what was taken is still finished. */
  synchronized void end() {
    begun = false;
    scheduler.standby();
  }

  /** As the cluster wants it, and as this machine can; called with each heartbeat. */
  synchronized void as(Beat beat) {
    clock(beat.clockAhead());
    drain(beat.drained());
  }

  private void clock(Optional<Duration> ahead) {
    boolean wrong = ahead.map(Duration::abs).filter(by -> by.compareTo(CLOCK) > 0).isPresent();
    if (ahead.isPresent() && wrong != clockWrong) {
      LOG.warn(
          wrong
              ? "This machine's clock is {} from the database's: the node fires nothing until it is right."
              : "This machine's clock is right again, to {}: the node fires.",
          ahead.get().abs());
      clockWrong = wrong;
    }
  }

  private void drain(boolean now) {
    if (drained != now) {
      LOG.info(
          now
              ? "The node is drained: it takes no more work, and finishes what it has."
              : "The node takes work again.");
    }
    drained = now;
    engine.pause(now);
    fireIfDue();
  }

  synchronized boolean isDrained() {
    return drained;
  }

  synchronized boolean isClockWrong() {
    return clockWrong;
  }

  /** Whether the scheduler fires; empty before it was told to, and after its end. */
  synchronized Optional<Boolean> isFiring() {
    return begun ? Optional.of(scheduler.isFiring()) : Optional.empty();
  }

  private void fireIfDue() {
    boolean rests = drained || clockWrong;
    if (!begun || rests == !scheduler.isFiring()) {
      return;
    }
    if (rests) {
      scheduler.standby();
    } else {
      scheduler.start();
    }
  }
}
