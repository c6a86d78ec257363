package dev.quartermaster.jobs.batch;

import dev.quartermaster.db.Database;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/** A job over numbered rows, some of which fail by themselves; slices can be split. */
final class Rows implements BatchedJob {

  private record Range(int from, int to) {
    static Range parse(String slice) {
      String[] ends = slice.split("-", -1);
      return new Range(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]));
    }

    String text() {
      return from + "-" + to;
    }
  }

  private final int count;
  private final Set<Integer> poison;

  Rows(int count, Integer... poison) {
    this.count = count;
    this.poison = new TreeSet<>(List.of(poison));
  }

  static void create(Database database, int count) {
    database.run(
        handle ->
            handle.execute(
                "CREATE TABLE row AS SELECT n, 0 AS times FROM generate_series(1, %d) AS n"
                    .formatted(count)));
  }

  /** From now on a row no longer fails. */
  void heal(int row) {
    poison.remove(row);
  }

  @Override
  public Optional<String> cut(Handle handle, Optional<String> last, int size) {
    int from = last.map(slice -> Range.parse(slice).to() + 1).orElse(1);
    return from > count
        ? Optional.empty()
        : Optional.of(new Range(from, Math.min(count, from + size - 1)).text());
  }

  @Override
  public long work(Handle handle, String slice) {
    return work(handle, slice, Set.of("none"));
  }

  @Override
  public long work(Handle handle, String slice, Set<String> without) {
    Range range = Range.parse(slice);
    long done =
        handle
            .createUpdate(
                """
                UPDATE row SET times = times + 1
                 WHERE n BETWEEN :from AND :to AND times = 0 AND 'row ' || n <> ALL (:without)
                """)
            .bind("from", range.from())
            .bind("to", range.to())
            .bindArray("without", String.class, without.toArray())
            .execute();
    for (int bad : poison) {
      if (bad >= range.from() && bad <= range.to() && !without.contains("row " + bad)) {
        throw new IllegalStateException("row " + bad + " makes no sense");
      }
    }
    return done;
  }

  @Override
  public List<String> split(Handle handle, String slice) {
    Range range = Range.parse(slice);
    int middle = (range.from() + range.to()) / 2;
    return range.from() == range.to()
        ? List.of()
        : List.of(new Range(range.from(), middle).text(), new Range(middle + 1, range.to()).text());
  }

  @Override
  public Optional<String> item(Handle handle, String slice) {
    return Optional.of("row " + Range.parse(slice).from());
  }

  static long done(Database database) {
    return database.transaction(
        handle ->
            handle.createQuery("SELECT count(*) FROM row WHERE times = 1").mapTo(Long.class).one());
  }
}
