package dev.quartermaster.jobs.builtin;

import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.jobs.batch.Guarantee;
import dev.quartermaster.quota.tarpit.Sweep;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/**
 * Looks at every account and mends those whose place in the tarpit, or what hosts were told of it,
 * is not what arithmetic says. What has drifted is known only by looking: it has no backlog.
 */
public final class TarpitSweep implements BatchedJob {

  @Override
  public Optional<String> cut(Handle handle, Optional<String> last, int size) {
    long after = Range.after(last);
    OptionalLong to = Sweep.lastOfNext(handle, after, size);
    return to.isEmpty() ? Optional.empty() : Optional.of(new Range(after, to.getAsLong()).text());
  }

  /** How many had drifted. */
  @Override
  public long work(Handle handle, String slice) {
    Range range = Range.parse(slice);
    return Sweep.mend(handle, range.from(), range.to());
  }

  @Override
  public Optional<Guarantee> guarantee() {
    return Optional.of(
        new Guarantee(
            "no account over its allowance is outside the tarpit, and none within it is inside",
            Sweep.WRONG));
  }

  @Override
  public List<String> tables() {
    return List.of("tarpit");
  }
}
