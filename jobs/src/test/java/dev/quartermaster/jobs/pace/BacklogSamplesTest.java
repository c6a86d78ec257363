package dev.quartermaster.jobs.pace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BacklogSamplesTest {

  private static final Instant NOON = Instant.parse("2026-05-03T12:00:00Z");

  private TestDatabase given;

  @BeforeEach
  void migrate() {
    given = TestDatabase.of(BacklogSamplesTest.class);
    given.clockAt(NOON);
    given
        .database()
        .run(
            handle ->
                handle.execute(
                    "INSERT INTO schedule (name, timetable, items_done) VALUES ('cpu-reset', 'PT1M', 77)"));
  }

  @AfterEach
  void close() {
    given.close();
  }

  private void write(String schedule, long items, long oldest) {
    given
        .database()
        .run(
            handle ->
                BacklogSamples.write(
                    handle, schedule, new Waiting(items, Duration.ofSeconds(oldest))));
  }

  private List<BacklogSample> last(Duration window) {
    return given.database().transaction(handle -> BacklogSamples.last(handle, "cpu-reset", window));
  }

  @Test
  void a_sample_has_what_was_done_until_then() {
    write("cpu-reset", 5, 60);

    assertThat(last(Duration.ofMinutes(1)))
        .containsExactly(new BacklogSample(NOON, 5, Duration.ofMinutes(1), 77));
  }

  @Test
  void samples_come_oldest_first_and_no_older_than_asked_for() {
    write("cpu-reset", 1, 0);
    given.clockForward(Duration.ofMinutes(1));
    write("cpu-reset", 2, 0);
    write("other", 9, 0);
    given.clockForward(Duration.ofMinutes(1));
    write("cpu-reset", 3, 0);

    assertThat(last(Duration.ofMinutes(5)))
        .extracting(BacklogSample::items)
        .containsExactly(1L, 2L, 3L);
    assertThat(last(Duration.ofSeconds(90)))
        .extracting(BacklogSample::items)
        .containsExactly(2L, 3L);
  }

  @Test
  void of_two_samples_at_one_instant_the_first_is_kept() {
    write("cpu-reset", 1, 0);
    write("cpu-reset", 2, 0);

    assertThat(last(Duration.ofMinutes(5))).extracting(BacklogSample::items).containsExactly(1L);
  }

  @Test
  void old_samples_are_forgotten() {
    write("cpu-reset", 1, 0);
    given.clockForward(Duration.ofHours(2));
    write("cpu-reset", 2, 0);

    int gone =
        given
            .database()
            .transaction(handle -> BacklogSamples.forget(handle, "cpu-reset", Duration.ofHours(1)));

    assertThat(gone).isOne();
    assertThat(last(Duration.ofDays(1))).extracting(BacklogSample::items).containsExactly(2L);
  }
}
