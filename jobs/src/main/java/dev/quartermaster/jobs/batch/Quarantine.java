package dev.quartermaster.jobs.batch;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.generic.GenericType;

/**
 * Items that failed by themselves. They are left out of batches; each is tried again on its own,
 * later and later, and then waits for a person.
 */
public final class Quarantine {

  /** Tried this often, counting the first failure. */
  public static final int TRIES = 5;

  /** Before the second try; doubled before each further one. */
  public static final Duration FIRST_WAIT = Duration.ofMinutes(1);

  /**
   * More than this many new ones in one run, and more than one in a hundred: not the items' fault.
   */
  static final int FLOOD = 20;

  private final Handle handle;
  private final String schedule;

  /** Of one schedule. */
  public Quarantine(Handle handle, String schedule) {
    this.handle = handle;
    this.schedule = schedule;
  }

  /**
   * One of them.
   *
   * @param state retrying, quarantined, or dropped
   * @param attempts failures so far
   * @param nextTry empty when it waits for a person
   */
  public record Entry(
      String schedule,
      String item,
      String slice,
      String state,
      String error,
      int attempts,
      Instant since,
      Optional<Instant> nextTry) {}

  /** Those of every schedule, but dropped ones, oldest first. */
  public static List<Entry> list(Handle handle) {
    return handle
        .createQuery(
            "SELECT * FROM quarantine WHERE state <> 'dropped' ORDER BY since, schedule, item")
        .map((row, context) -> entry(row))
        .list();
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        row.getString("schedule"),
        row.getString("item"),
        row.getString("slice"),
        row.getString("state"),
        row.getString("error"),
        row.getInt("attempts"),
        row.getObject("since", OffsetDateTime.class).toInstant(),
        Optional.ofNullable(row.getObject("next_try_at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant));
  }

  public Optional<Entry> find(String item) {
    return handle
        .createQuery("SELECT * FROM quarantine WHERE schedule = :schedule AND item = :item")
        .bind("schedule", schedule)
        .bind("item", item)
        .map((row, context) -> entry(row))
        .findOne();
  }

  /** What batches leave out; a batch that tries one of them again leaves out the others. */
  Set<String> asideBut(Optional<String> item) {
    Set<String> aside =
        handle
            .createQuery("SELECT item FROM quarantine WHERE schedule = :schedule")
            .bind("schedule", schedule)
            .mapTo(String.class)
            .collectInto(new GenericType<HashSet<String>>() {});
    item.ifPresent(aside::remove);
    return Set.copyOf(aside);
  }

  /** The next one that is due to be tried; it is not due again before that try has had its time. */
  Optional<Entry> nextTry() {
    return handle
        .createQuery(
            """
            UPDATE quarantine q
               SET next_try_at = qm_now() + make_interval(secs => :wait), last_try_at = qm_now()
              FROM (SELECT item FROM quarantine
                     WHERE schedule = :schedule AND state = 'retrying' AND next_try_at <= qm_now()
                     ORDER BY next_try_at LIMIT 1
                       FOR UPDATE SKIP LOCKED) AS due
             WHERE q.schedule = :schedule AND q.item = due.item
            RETURNING q.*
            """)
        .bind("schedule", schedule)
        .bind("wait", FIRST_WAIT.toSeconds())
        .map((row, context) -> entry(row))
        .findOne();
  }

  /** An item failed by itself, for the first time or once more. */
  void failed(long run, String item, String slice, String error) {
    handle
        .createUpdate(
            """
            INSERT INTO quarantine AS q (schedule, item, slice, state, error, next_try_at, run_id)
            VALUES (:schedule, :item, :slice, 'retrying', :error, qm_now() + make_interval(secs => :wait), :run)
            ON CONFLICT (schedule, item) DO UPDATE
               SET attempts = q.attempts + 1, error = excluded.error, last_try_at = qm_now(), slice = excluded.slice,
                   run_id = excluded.run_id,
                   state = CASE WHEN q.state <> 'retrying' THEN q.state
                                WHEN q.attempts + 1 >= :tries THEN 'quarantined' ELSE 'retrying' END,
                   next_try_at = CASE WHEN q.state = 'retrying' AND q.attempts + 1 < :tries
                                      THEN qm_now() + make_interval(secs => :wait * 2 ^ q.attempts) END
            """)
        .bind("schedule", schedule)
        .bind("item", item)
        .bind("slice", slice)
        .bind("error", error)
        .bind("wait", FIRST_WAIT.toSeconds())
        .bind("tries", TRIES)
        .bind("run", run)
        .execute();
  }

  /** An item that was set aside is done. */
  void done(String item) {
    handle
        .createUpdate(
            "DELETE FROM quarantine WHERE schedule = :schedule AND item = :item AND state <> 'dropped'")
        .bind("schedule", schedule)
        .bind("item", item)
        .execute();
  }

  /** How many a run has newly set aside, when these are so many that the items are not at fault. */
  Optional<Long> flood(long run) {
    return handle
        .createQuery(
            """
            SELECT count(*) AS aside FROM quarantine WHERE run_id = :run AND attempts = 1
            HAVING count(*) > :flood
               AND count(*) * 100 > (SELECT coalesce(sum(items), 0) FROM batch WHERE run_id = :run AND state = 'done')
            """)
        .bind("run", run)
        .bind("flood", FLOOD)
        .mapTo(Long.class)
        .findOne();
  }

  /** What a run has newly set aside was not at fault. */
  void takeBack(long run) {
    handle
        .createUpdate(
            "DELETE FROM quarantine WHERE run_id = :run AND attempts = 1 AND state <> 'dropped'")
        .bind("run", run)
        .execute();
  }

  /** By hand: it is tried in the next run. False when there is no such item. */
  public boolean retry(String item) {
    return handle
            .createUpdate(
                """
                UPDATE quarantine SET state = 'retrying', next_try_at = qm_now()
                 WHERE schedule = :schedule AND item = :item
                """)
            .bind("schedule", schedule)
            .bind("item", item)
            .execute()
        == 1;
  }

  /** By hand: it is left out for good, and no longer listed. False when there is no such item. */
  public boolean drop(String item) {
    return handle
            .createUpdate(
                """
                UPDATE quarantine SET state = 'dropped', next_try_at = NULL
                 WHERE schedule = :schedule AND item = :item
                """)
            .bind("schedule", schedule)
            .bind("item", item)
            .execute()
        == 1;
  }
}
