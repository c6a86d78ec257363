package dev.quartermaster.jobs.builtin;

import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.quota.usage.RollUp;
import dev.quartermaster.quota.usage.RollUpSlice;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Adds what was reported to the history by day; readers add what is not there yet, so that nobody
 * sees whether it has run.
 */
public final class UsageRollup implements BatchedJob {

  @Override
  public Optional<String> cut(Handle handle, Optional<String> last, int size) {
    RollUpSlice before = last.map(RollUpSlice::parse).orElseGet(RollUp::start);
    return RollUp.cut(handle, before, size).map(RollUpSlice::text);
  }

  @Override
  public long work(Handle handle, String slice) {
    return RollUp.work(handle, RollUpSlice.parse(slice));
  }
}
