package dev.quartermaster.jobs.builtin;

import dev.quartermaster.jobs.batch.Guarantee;
import dev.quartermaster.quota.tarpit.Sweep;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/**
 * Looks at every account and mends those whose place in the tarpit, or what hosts were told of it,
 * is not what arithmetic says. What has drifted is known only by looking: it has no backlog.
 */
final class TarpitSweep implements ByAccount {

  @Override
  public OptionalLong lastOfNext(Handle handle, long after, int size) {
    return Sweep.lastOfNext(handle, after, size);
  }

  /** How many had drifted. */
  @Override
  public long work(Handle handle, Range range, Collection<Long> without) {
    return Sweep.mend(handle, range.from(), range.to(), without);
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
