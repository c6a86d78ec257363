package dev.quartermaster.jobs.pace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.db.testing.TestDatabase;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UsualTest {

  private TestDatabase given;
  private int batch;

  @BeforeEach
  void migrate() {
    given = TestDatabase.of(UsualTest.class);
  }

  @AfterEach
  void close() {
    given.close();
  }

  private long run(String schedule, int minute) {
    return given
        .database()
        .transaction(
            handle ->
                handle
                    .createQuery(
                        """
                        INSERT INTO run (schedule, planned_for, state, outcome, fired_by, finished_at, batches)
                        VALUES (:schedule, timestamptz '2026-05-03 12:00Z' + make_interval(mins => :minute),
                                'finished', 'succeeded', 'hk-1', qm_now(), 1)
                        RETURNING id
                        """)
                    .bind("schedule", schedule)
                    .bind("minute", minute)
                    .mapTo(Long.class)
                    .one());
  }

  private void batch(long run, long items, long millis) {
    batch++;
    given
        .database()
        .run(
            handle ->
                handle
                    .createUpdate(
                        """
                        INSERT INTO batch (run_id, number, state, slice, node, incarnation, claimed_at, finished_at, items)
                        VALUES (:run, :number, 'done', 's', 'hk-1', gen_random_uuid(),
                                timestamptz '2026-05-03 12:00Z',
                                timestamptz '2026-05-03 12:00Z' + make_interval(secs => :seconds), :items)
                        """)
                    .bind("run", run)
                    .bind("number", batch)
                    .bind("seconds", millis / 1000.0)
                    .bind("items", items)
                    .execute());
  }

  private Optional<Duration> usual() {
    return given.database().transaction(handle -> Usual.anItem(handle, "cpu-reset"));
  }

  @Test
  void a_schedule_that_did_nothing_yet_has_no_usual_time() {
    run("cpu-reset", 0);
    batch(run("other", 0), 1_000, 20);

    assertThat(usual()).isEmpty();
  }

  @Test
  void it_is_the_median_over_the_batches_of_the_last_runs() {
    long first = run("cpu-reset", 0);
    batch(first, 1_000, 20);
    batch(first, 1_000, 30);
    batch(run("cpu-reset", 1), 1_000, 5_000);

    assertThat(usual()).contains(Duration.ofNanos(30_000));
  }

  @Test
  void batches_that_are_small_beside_the_others_and_runs_long_ago_do_not_count() {
    batch(run("cpu-reset", 0), 1_000, 9_000);
    for (int minute = 1; minute <= 10; minute++) {
      long run = run("cpu-reset", minute);
      batch(run, 1_000, 20);
      batch(run, 3, 20);
      batch(run, 0, 20);
    }

    assertThat(usual()).contains(Duration.ofNanos(20_000));
  }
}
