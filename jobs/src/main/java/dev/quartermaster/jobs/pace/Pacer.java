package dev.quartermaster.jobs.pace;

import dev.quartermaster.db.pressure.Pressure;
import dev.quartermaster.jobs.pace.Pace.Mode;
import dev.quartermaster.jobs.pace.Pacing.Settings;
import dev.quartermaster.jobs.pace.Pacing.State;
import java.time.Duration;
import java.util.function.LongSupplier;

/** The pace of one run on this node, for all its hands. */
public final class Pacer {

  private final PressureGauge gauge;
  private final LongSupplier nanoTime;
  private final Pacing pacing;
  private State state;
  private Recent recent = Recent.NONE;
  private long decidedAt;

  /**
   * For a run that begins.
   *
   * @param size of its first batch, brought within the bounds
   */
  public Pacer(Settings settings, int size, PressureGauge gauge) {
    this(settings, size, gauge, System::nanoTime);
  }

  Pacer(Settings settings, int size, PressureGauge gauge, LongSupplier nanoTime) {
    this.gauge = gauge;
    this.nanoTime = nanoTime;
    this.pacing = new Pacing(settings);
    this.state = State.begin(settings, size);
    this.decidedAt = nanoTime.getAsLong();
  }

  /**
   * How a hand that is about to take a batch goes on. Asks the database at most once a second; not
   * from within a transaction, for it takes a connection.
   *
   * @param somebodyWaits for other work on the database
   */
  public Pace next(boolean somebodyWaits) {
    return next(gauge.now(), somebodyWaits);
  }

  private synchronized Pace next(Pressure pressure, boolean somebodyWaits) {
    long now = nanoTime.getAsLong();
    Duration since = Duration.ofNanos(Math.max(0, now - decidedAt));
    decidedAt = now;
    Situation situation = new Situation(recent, pressure, somebodyWaits, since);
    state = pacing.next(state, situation);
    return pacing.pace(state, situation);
  }

  /**
   * Learns from a batch that was cut at a pace's size and has been committed. Parts of a batch that
   * was split tell nothing of sizes: leave them out.
   *
   * @param size that it was cut at
   * @param items that it turned out to have
   * @param took with its commit
   */
  public synchronized void did(int size, long items, Duration took) {
    // Too small a batch to tell what one of full size takes: its fixed cost would be multiplied.
    if (state.mode() != Mode.HELD) {
      recent = recent.and(new Measured(size, items, took));
      state = pacing.fit(state, recent);
    }
  }
}
