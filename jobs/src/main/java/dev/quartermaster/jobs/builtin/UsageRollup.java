package dev.quartermaster.jobs.builtin;

import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.jobs.batch.Guarantee;
import dev.quartermaster.jobs.pace.Waiting;
import dev.quartermaster.quota.usage.RollUp;
import dev.quartermaster.quota.usage.RollUpItems;
import dev.quartermaster.quota.usage.RollUpItems.Report;
import dev.quartermaster.quota.usage.RollUpSlice;
import dev.quartermaster.quota.usage.Unrolled;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  @Override
  public long work(Handle handle, String slice, Set<String> without) {
    return RollUp.work(handle, RollUpSlice.parse(slice), Report.parse(without));
  }

  @Override
  public List<String> split(Handle handle, String slice) {
    return RollUpItems.split(handle, RollUpSlice.parse(slice)).stream()
        .map(RollUpSlice::text)
        .toList();
  }

  @Override
  public Optional<String> item(Handle handle, String slice) {
    return RollUpItems.name(handle, RollUpSlice.parse(slice));
  }

  @Override
  public Optional<Waiting> waiting(Handle handle) {
    Unrolled unrolled = Unrolled.now(handle);
    return Optional.of(new Waiting(unrolled.records(), unrolled.oldest()));
  }

  @Override
  public Optional<Guarantee> guarantee() {
    return Optional.of(
        new Guarantee(
            "no report is missing from the history by day for more than an hour",
            Unrolled.OVERDUE));
  }

  @Override
  public List<String> tables() {
    return List.of("usage_report", "usage_daily");
  }
}
