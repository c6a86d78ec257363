package dev.quartermaster.quota.usage;

import dev.quartermaster.db.Database;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rolls up and forgets as the jobs do: each slice in a transaction of its own. */
final class Bookkeeping {

  private static final LocalDate EVER = LocalDate.of(1900, 1, 1);

  private final Database database;

  Bookkeeping(Database database) {
    this.database = database;
  }

  /** One run of rolling up; the slices that it cut. */
  List<RollUpSlice> rollUp(int size) {
    List<RollUpSlice> run = new ArrayList<>();
    Optional<RollUpSlice> next = cut(RollUp.start(), size);
    while (next.isPresent()) {
      run.add(RollUpSlice.parse(next.get().text()));
      rollUp(next.get());
      next = cut(next.get(), size);
    }
    return run;
  }

  Optional<RollUpSlice> cut(RollUpSlice last, int size) {
    return database.transaction(handle -> RollUp.cut(handle, last, size));
  }

  long rollUp(RollUpSlice slice) {
    return database.transaction(handle -> RollUp.work(handle, slice));
  }

  /** One run of forgetting: what was forgotten, in the words of the slices. */
  List<String> prune(Retention retention, int size) {
    List<String> run = new ArrayList<>();
    Optional<PruneSlice> next = cut(Optional.empty(), retention, size);
    while (next.isPresent()) {
      PruneSlice slice = PruneSlice.parse(next.get().text());
      long gone = database.transaction(handle -> Pruning.work(handle, slice));
      run.add("%s to %s: %d".formatted(slice.phase(), slice.to(), gone));
      next = cut(next, retention, size);
    }
    return run;
  }

  Optional<PruneSlice> cut(Optional<PruneSlice> last, Retention retention, int size) {
    return database.transaction(handle -> Pruning.cut(handle, last, retention, size));
  }

  /** All that history knows of, in microseconds. */
  long total() {
    return database
        .transaction(
            handle ->
                Usage.by(handle, Usage.By.SOURCE, new Usage.Days(EVER, LocalDate.of(2100, 1, 1))))
        .stream()
        .mapToLong(sum -> sum.charged().micros() + sum.metered().micros())
        .sum();
  }
}
