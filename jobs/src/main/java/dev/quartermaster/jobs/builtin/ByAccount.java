package dev.quartermaster.jobs.builtin;

import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.quota.account.AccountNames;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** A job that goes over accounts by their id; an item is an account, by its name. */
interface ByAccount extends BatchedJob {

  /** The last of the next {@code size} accounts; empty when there are none. */
  OptionalLong lastOfNext(Handle handle, long after, int size);

  /**
   * Does a range.
   *
   * @param without accounts that are set aside
   */
  long work(Handle handle, Range range, Collection<Long> without);

  @Override
  default Optional<String> cut(Handle handle, Optional<String> last, int size) {
    long after = Range.after(last);
    OptionalLong to = lastOfNext(handle, after, size);
    return to.isEmpty() ? Optional.empty() : Optional.of(new Range(after, to.getAsLong()).text());
  }

  @Override
  default long work(Handle handle, String slice) {
    return work(handle, Range.parse(slice), Set.of());
  }

  @Override
  default long work(Handle handle, String slice, Set<String> without) {
    return work(handle, Range.parse(slice), Set.copyOf(AccountNames.ids(handle, without).values()));
  }

  @Override
  default List<String> split(Handle handle, String slice) {
    return Range.parse(slice).halves().stream().map(Range::text).toList();
  }

  @Override
  default Optional<String> item(Handle handle, String slice) {
    Range range = Range.parse(slice);
    return range.halves().isEmpty()
        ? Optional.of(AccountNames.of(handle, range.to()))
        : Optional.empty();
  }
}
