package dev.quartermaster.jobs.builtin;

import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.quota.period.SettleItems;
import dev.quartermaster.quota.period.SettleSlice;
import dev.quartermaster.quota.period.Settling;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * What all jobs have in common whose slices are {@link SettleSlice}s; they differ in what they cut.
 */
interface Settles extends BatchedJob {

  @Override
  default long work(Handle handle, String slice) {
    return Settling.settle(handle, SettleSlice.parse(slice));
  }

  @Override
  default long work(Handle handle, String slice, Set<String> without) {
    return Settling.settle(handle, SettleSlice.parse(slice), without);
  }

  @Override
  default List<String> split(Handle handle, String slice) {
    return SettleItems.split(handle, SettleSlice.parse(slice)).stream()
        .map(SettleSlice::text)
        .toList();
  }

  @Override
  default Optional<String> item(Handle handle, String slice) {
    return SettleItems.name(handle, SettleSlice.parse(slice));
  }

  @Override
  default List<String> tables() {
    return List.of("usage_period", "tarpit", "account", "event");
  }
}
