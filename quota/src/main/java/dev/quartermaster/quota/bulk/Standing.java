package dev.quartermaster.quota.bulk;

import dev.quartermaster.db.DatabaseClock;
import java.time.Duration;
import org.jdbi.v3.core.Handle;

/** What an open operation that is found is to whoever asks for the same, or for another. */
public enum Standing {
  /** Somebody works on it, or did a moment ago. */
  AT_WORK,
  /** It was left in the middle, and can be gone on with. */
  LEFT,
  /** It was left when nothing but its end was to be put on record. */
  DONE,
  /** It was left too long ago, or the times that it moves to are past. */
  FORGOTTEN;

  /** One that nobody has worked on for so long is not gone on with: what it chose is long past. */
  static final Duration LONG_AGO = Duration.ofHours(1);

  /** Whoever works on one has done a batch by then, or has given up. */
  static final Duration A_MOMENT = Duration.ofMinutes(1);

  /** Whoever does the last batch of one puts its end on record at once. */
  private static final Duration ENDING = Duration.ofSeconds(5);

  /**
   * How long nobody has done a batch of it, and how much of it is left.
   *
   * @param open portions
   */
  private record Rest(Duration idle, long open) {}

  /** By when a batch of it was done last. Reads its portions. */
  public static Standing of(Handle handle, Operation operation) {
    Rest rest = rest(handle, operation);
    if (rest.open() == 0 && rest.idle().compareTo(ENDING) > 0) {
      return DONE;
    }
    // Where the clock was set back, its last batch may lie far ahead: nobody is known to be at
    // work.
    if (rest.idle().abs().compareTo(A_MOMENT) < 0) {
      return AT_WORK;
    }
    boolean isPast =
        operation
            .window()
            .map(window -> window.from().plus(window.over()))
            .filter(end -> end.isBefore(DatabaseClock.now(handle)))
            .isPresent();
    return isPast || rest.idle().compareTo(LONG_AGO) > 0 ? FORGOTTEN : LEFT;
  }

  /** Whether the same command goes on with it. */
  public boolean isGoneOnWith() {
    return this == AT_WORK || this == LEFT;
  }

  private static Rest rest(Handle handle, Operation operation) {
    return handle
        .createQuery(
            """
            SELECT extract(epoch FROM qm_now() - greatest(o.began_at, max(p.done_at)))::float8,
                   count(p.nth) FILTER (WHERE p.done_at IS NULL)
              FROM bulk_operation o LEFT JOIN bulk_portion p ON p.operation = o.id
             WHERE o.id = :id GROUP BY o.id
            """)
        .bind("id", operation.id())
        .map((row, context) -> new Rest(Operations.seconds(row.getDouble(1)), row.getLong(2)))
        .one();
  }
}
