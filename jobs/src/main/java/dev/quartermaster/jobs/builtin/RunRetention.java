package dev.quartermaster.jobs.builtin;

import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.jobs.batch.Guarantee;
import dev.quartermaster.jobs.builtin.ForgetSlice.Mark;
import dev.quartermaster.jobs.builtin.ForgetSlice.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Forgets what the runner itself did long ago, and keeps the newest runs of each schedule. */
public final class RunRetention implements BatchedJob {

  private final Duration keep;

  /** With how long it is kept. */
  public RunRetention(Duration keep) {
    this.keep = keep;
  }

  @Override
  public Optional<String> cut(Handle handle, Optional<String> last, int size) {
    Optional<ForgetSlice> before = last.map(ForgetSlice::parse);
    // A run goes by one time from its beginning to its end.
    Instant old =
        before.map(ForgetSlice::before).orElseGet(() -> DatabaseClock.now(handle).minus(keep));
    Optional<Phase> phase = Optional.of(before.map(ForgetSlice::phase).orElse(Phase.RUNS));
    Mark from = before.map(ForgetSlice::to).orElse(Mark.FIRST);
    while (phase.isPresent()) {
      ForgetSlice open = new ForgetSlice(phase.get(), old, from, from);
      Optional<Mark> to = OldRuns.lastOfNext(handle, open, size);
      if (to.isPresent()) {
        return Optional.of(new ForgetSlice(phase.get(), old, from, to.get()).text());
      }
      phase = phase.get().next();
      from = Mark.FIRST;
    }
    return Optional.empty();
  }

  @Override
  public long work(Handle handle, String slice) {
    return OldRuns.forget(handle, ForgetSlice.parse(slice));
  }

  @Override
  public Optional<Guarantee> guarantee() {
    return Optional.of(
        new Guarantee(
            "no run is kept for three days longer than it has to be", OldRuns.tooOld(keep)));
  }

  @Override
  public List<String> tables() {
    return List.of("run", "batch", "run_log");
  }
}
