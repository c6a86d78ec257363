package dev.quartermaster.jobs.pace;

import dev.quartermaster.db.PoolLoad;
import dev.quartermaster.db.pressure.Pressure;
import dev.quartermaster.jobs.pace.Pacing.Settings;
import dev.quartermaster.jobs.schedule.Schedule.Bounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** One hand that works through a run on a simulated database, in simulated time. */
final class PacedRun {

  static final Bounds BOUNDS = new Bounds(500, 10_000);

  /** What a batch of so many items takes. */
  interface Cost extends Function<Integer, Duration> {}

  private final List<Pace> paces = new ArrayList<>();
  private final Pacer pacer;
  private Pressed pressed = Pressed.NOT;
  private boolean somebodyWaits;
  private long nanos;
  private long items;

  PacedRun(Optional<Duration> usual, int size) {
    this(new Settings(BOUNDS, Set.of(Pressed.TABLE), usual, Limits.DEFAULT), size);
  }

  PacedRun(Settings settings, int size) {
    PressureGauge gauge =
        new PressureGauge(
            () -> pressed.pressure(), Pressure.unknown(new PoolLoad(0, 8, 0)), () -> nanos);
    this.pacer = new Pacer(settings, size, gauge, () -> nanos);
  }

  PacedRun under(Pressed now) {
    pressed = now;
    return this;
  }

  PacedRun whileSomebodyWaits(boolean waits) {
    somebodyWaits = waits;
    return this;
  }

  /** Does so many batches; the newest pace. */
  Pace batches(int count, Cost cost) {
    for (int i = 0; i < count; i++) {
      Pace pace = pacer.next(somebodyWaits);
      Duration took = cost.apply(pace.size());
      nanos += pace.rest().plus(took).toNanos();
      items += pace.size();
      pacer.did(pace.size(), pace.size(), took);
      paces.add(pace);
    }
    return paces.get(paces.size() - 1);
  }

  /** The pace of the next batch; none is done. */
  Pace pace() {
    nanos += Duration.ofSeconds(1).toNanos();
    return pacer.next(somebodyWaits);
  }

  List<Pace> paces() {
    return paces;
  }

  Duration time() {
    return Duration.ofNanos(nanos);
  }

  long items() {
    return items;
  }

  /** Each item costs the same, and each batch a little. */
  static Cost micros(double perItem) {
    return size -> Duration.ofNanos(Math.round(2e6 + size * perItem * 1_000));
  }
}
