package dev.quartermaster.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.schedule.BuiltInSchedules;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EndingsTest {

  private static final Instant NOON = Instant.parse("2026-05-03T12:00:00Z");

  private final Schedule reset = BuiltInSchedules.all().get("cpu-reset");
  private final Endings endings = new Endings();
  private TestDatabase test;
  private Database database;

  @BeforeEach
  void migrate() {
    test = TestDatabase.of(EndingsTest.class);
    database = test.database();
    test.clockAt(NOON);
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void a_run_that_ended_before_the_first_look_is_never_told() {
    fire(0);
    end(0);

    assertThat(look()).isEmpty();
    assertThat(look()).isEmpty();
  }

  @Test
  void a_run_that_went_on_at_the_first_look_is_told_when_it_ends() {
    fire(0);
    look();

    end(0);

    assertThat(look()).containsExactly(planned(0));
    assertThat(look()).isEmpty();
  }

  @Test
  void a_run_between_two_looks_is_told_once() {
    look();
    fire(0);
    end(0);

    assertThat(look()).containsExactly(planned(0));
    assertThat(look()).isEmpty();
  }

  @Test
  void a_long_run_is_told_after_many_that_began_later() {
    look();
    fire(0);
    for (int minute = 1; minute < 10; minute++) {
      test.clockForward(Duration.ofMinutes(1));
      fire(minute);
      assertThat(look()).containsExactly(planned(minute));
    }

    end(0);

    assertThat(look()).containsExactly(planned(0));
    test.clockForward(Duration.ofMinutes(5));
    assertThat(look()).isEmpty();
    assertThat(look()).isEmpty();
  }

  private List<Instant> look() {
    return endings.since(database).stream().map(Run::plannedFor).toList();
  }

  /** The later ones are skipped, and so ended, while the first goes on. */
  private void fire(int minute) {
    Firing.fired(database, reset, planned(minute), "hk-1");
  }

  private void end(int minute) {
    database.run(
        handle ->
            handle
                .createUpdate(
                    "UPDATE run SET state = 'finished', outcome = 'succeeded', finished_at = qm_now() WHERE planned_for = :at")
                .bind("at", planned(minute))
                .execute());
  }

  private static Instant planned(int minute) {
    return NOON.plus(Duration.ofMinutes(minute));
  }
}
