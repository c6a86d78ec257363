package dev.quartermaster.quota.usage;

import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.quota.usage.PruneSlice.Phase;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Forgets what is older than {@link Retention} says, and nothing that an answer still needs.
 *
 * <p>Whole months are dropped as partitions, everything else is deleted in slices. A slice names
 * the time that it goes by, so that doing it again forgets nothing more.
 */
public final class Pruning {

  private Pruning() {}

  /** The next slice after the last one, or the first; empty when nothing old is left. */
  public static Optional<PruneSlice> cut(
      Handle handle, Optional<PruneSlice> last, Retention retention, int size) {
    Phase phase = last.map(PruneSlice::phase).orElse(Phase.RECORDS);
    String from = last.map(PruneSlice::to).orElse(phase.first());
    Instant now = DatabaseClock.now(handle);
    while (true) {
      PruneSlice open = new PruneSlice(phase, before(phase, retention, now), from, from);
      Optional<String> to = end(handle, open, size);
      if (to.isPresent()) {
        return Optional.of(new PruneSlice(phase, open.before(), from, to.get()));
      }
      Optional<Phase> next = phase.next();
      if (next.isEmpty()) {
        return Optional.empty();
      }
      phase = next.get();
      from = phase.first();
    }
  }

  private static Instant before(Phase phase, Retention retention, Instant now) {
    return switch (phase) {
      case RECORDS -> retention.records(now);
      case REPORTS -> retention.reports(now);
      case HISTORY, EVENTS, ACCOUNTS -> retention.history(now);
    };
  }

  private static Optional<String> end(Handle handle, PruneSlice open, int size) {
    return switch (open.phase()) {
      case RECORDS -> OldMonths.nextOfRecords(handle, after(open), open.before());
      case HISTORY -> OldMonths.nextOfHistory(handle, after(open), open.before());
      case REPORTS -> OldRows.nextReports(handle, open, size);
      case EVENTS -> OldRows.nextEvents(handle, open, size);
      case ACCOUNTS -> OldRows.nextAccounts(handle, open, size);
    };
  }

  private static LocalDate after(PruneSlice open) {
    return LocalDate.parse(open.from());
  }

  /**
   * Forgets a slice within the caller's transaction.
   *
   * @return how many partitions were dropped or rows deleted
   */
  public static long work(Handle handle, PruneSlice slice) {
    return switch (slice.phase()) {
      case RECORDS -> OldMonths.dropRecords(handle, LocalDate.parse(slice.to()));
      case HISTORY -> OldMonths.dropHistory(handle, LocalDate.parse(slice.to()), slice.before());
      case REPORTS -> OldRows.deleteReports(handle, slice);
      case EVENTS -> OldRows.deleteEvents(handle, slice);
      case ACCOUNTS -> OldRows.deleteResetsAndGrants(handle, slice);
    };
  }
}
