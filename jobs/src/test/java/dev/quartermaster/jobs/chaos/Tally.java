package dev.quartermaster.jobs.chaos;

import dev.quartermaster.jobs.batch.BatchedJob;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * A job that shows what was done twice or in part: each batch counts its rows up by one, and takes
 * its time.
 */
final class Tally implements BatchedJob {

  static final int ROWS = 300;
  private static final Duration A_BATCH_TAKES = Duration.ofMillis(150);

  static final String TABLE =
      "CREATE TABLE tally AS SELECT n, 0::bigint AS times FROM generate_series(1, %d) AS n"
          .formatted(ROWS);

  @Override
  public Optional<String> cut(Handle handle, Optional<String> last, int size) {
    int from = last.map(slice -> bound(slice, 1) + 1).orElse(1);
    return from > ROWS
        ? Optional.empty()
        : Optional.of(from + "-" + Math.min(ROWS, from + size - 1));
  }

  @Override
  public long work(Handle handle, String slice) {
    long done =
        handle
            .createUpdate("UPDATE tally SET times = times + 1 WHERE n BETWEEN :from AND :to")
            .bind("from", bound(slice, 0))
            .bind("to", bound(slice, 1))
            .execute();
    handle
        .createQuery("SELECT 1 FROM pg_sleep(:seconds)")
        .bind("seconds", A_BATCH_TAKES.toMillis() / 1000.0)
        .mapTo(Integer.class)
        .one();
    return done;
  }

  private static int bound(String slice, int which) {
    return Integer.parseInt(slice.split("-", -1)[which]);
  }
}
