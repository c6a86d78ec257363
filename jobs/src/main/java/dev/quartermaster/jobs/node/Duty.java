package dev.quartermaster.jobs.node;

import dev.quartermaster.jobs.batch.Engine;
import dev.quartermaster.jobs.quartz.Scheduler;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether this node fires and takes work: from its start to its end, unless it is drained. */
final class Duty {

  private static final Logger LOG = LoggerFactory.getLogger(Duty.class);

  private final Scheduler scheduler;
  private final Engine engine;
  private boolean begun;
  private boolean drained;

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

  /** As the cluster wants it; called with each heartbeat. */
  synchronized void drain(boolean now) {
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

  /** Whether the scheduler fires; empty before it was told to, and after its end. */
  synchronized Optional<Boolean> isFiring() {
    return begun ? Optional.of(scheduler.isFiring()) : Optional.empty();
  }

  private void fireIfDue() {
    if (!begun || drained == !scheduler.isFiring()) {
      return;
    }
    if (drained) {
      scheduler.standby();
    } else {
      scheduler.start();
    }
  }
}
