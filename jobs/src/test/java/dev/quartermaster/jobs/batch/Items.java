package dev.quartermaster.jobs.batch;

import dev.quartermaster.db.Database;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;

/** A job whose work can be counted: each batch counts up the items of its slice. */
final class Items implements BatchedJob {

  /** Something that happens in the middle of a batch. */
  @FunctionalInterface
  interface Incident {
    void at(Handle handle, int slice);

    Incident NONE = (handle, slice) -> {};
  }

  private final int count;
  private final Incident before;
  private final Incident after;
  final AtomicInteger drained = new AtomicInteger();

  private Items(int count, Incident before, Incident after) {
    this.count = count;
    this.before = before;
    this.after = after;
  }

  static void create(Database database, int count) {
    database.run(
        handle ->
            handle.execute(
                "CREATE TABLE item AS SELECT n, 0 AS times FROM generate_series(1, %d) AS n"
                    .formatted(count)));
  }

  static Items quiet(int count) {
    return new Items(count, Incident.NONE, Incident.NONE);
  }

  /** The incident comes before the batch's first statement. */
  static Items before(int count, Incident incident) {
    return new Items(count, incident, Incident.NONE);
  }

  /** The incident comes when the work is done, but not marked as done. */
  static Items after(int count, Incident incident) {
    return new Items(count, Incident.NONE, incident);
  }

  @Override
  public Optional<String> cut(Handle handle, Optional<String> last, int size) {
    int from = last.map(slice -> to(slice) + 1).orElse(1);
    return from > count
        ? Optional.empty()
        : Optional.of(from + "-" + Math.min(count, from + size - 1));
  }

  @Override
  public long work(Handle handle, String slice) {
    before.at(handle, from(slice));
    long done =
        handle
            .createUpdate("UPDATE item SET times = times + 1 WHERE n BETWEEN :from AND :to")
            .bind("from", from(slice))
            .bind("to", to(slice))
            .execute();
    after.at(handle, from(slice));
    return done;
  }

  @Override
  public void drained(Handle handle) {
    drained.incrementAndGet();
  }

  private static int from(String slice) {
    return Integer.parseInt(slice.substring(0, slice.indexOf('-')));
  }

  private static int to(String slice) {
    return Integer.parseInt(slice.substring(slice.indexOf('-') + 1));
  }

  /** How often each item was done, in order. */
  static List<Integer> times(Database database) {
    return database.transaction(
        handle ->
            handle.createQuery("SELECT times FROM item ORDER BY n").mapTo(Integer.class).list());
  }
}
