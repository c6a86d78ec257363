package dev.quartermaster.jobs.builtin;

import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.jobs.batch.Guarantee;
import dev.quartermaster.quota.usage.Kept;
import dev.quartermaster.quota.usage.PruneSlice;
import dev.quartermaster.quota.usage.Pruning;
import dev.quartermaster.quota.usage.Retention;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Forgets what is older than it is kept for; no charge waits for it noticeably. */
public final class UsageRetention implements BatchedJob {

  private final Retention retention;

  public UsageRetention(Retention retention) {
    this.retention = retention;
  }

  @Override
  public Optional<String> cut(Handle handle, Optional<String> last, int size) {
    return Pruning.cut(handle, last.map(PruneSlice::parse), retention, size).map(PruneSlice::text);
  }

  @Override
  public long work(Handle handle, String slice) {
    return Pruning.work(handle, PruneSlice.parse(slice));
  }

  @Override
  public Optional<Guarantee> guarantee() {
    return Optional.of(
        new Guarantee(
            "no event and no report is kept for three days longer than it has to be",
            Kept.tooLong(retention)));
  }

  @Override
  public List<String> tables() {
    return List.of("usage_report", "event");
  }
}
