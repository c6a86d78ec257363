package dev.quartermaster.jobs.node;

import dev.quartermaster.db.Database;
import dev.quartermaster.jobs.batch.Engine;

/** Feels, at each beat, how the work of this node goes. */
final class Feel {

  private final Duty duty;
  private final Engine engine;
  private final Database work;
  private final Streak busy = new Streak(System::nanoTime);
  private final Streak waiting = new Streak(System::nanoTime);

  /** With the pool that batches use. */
  Feel(Duty duty, Engine engine, Database work) {
    this.duty = duty;
    this.engine = engine;
    this.work = work;
  }

  /** As it is now; asks no database. */
  Beat.Feeling now() {
    return new Beat.Feeling(
        duty.isFiring(),
        busy.seen(engine.keepsARunWaiting()),
        waiting.seen(work.load().waiting() > 0));
  }
}
