package dev.quartermaster.jobs.pace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.Schedules;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AllArrivalsTest {

  private static final Schedule MINUTELY =
      Schedules.of("minutely", Interval.of(Duration.ofMinutes(1)));

  @Test
  void that_a_backlog_rises_between_two_runs_says_nothing_before_two_intervals_were_seen() {
    try (TestDatabase test = TestDatabase.of(AllArrivalsTest.class)) {
      test.clockAt(Instant.parse("2025-06-10T12:00:00Z"));
      for (int items = 0; items < 12; items++) {
        sample(test, items);
      }
      assertThat(arrivals(test).course()).isEmpty();
      assertThat(arrivals(test).items()).isEqualTo(11);

      sample(test, 12);
      sample(test, 13);

      assertThat(arrivals(test).course()).isEqualTo(Optional.of(Arrivals.Course.GROWS));
    }
  }

  private static void sample(TestDatabase test, int items) {
    test.clockForward(Duration.ofSeconds(10));
    test.database()
        .run(handle -> BacklogSamples.write(handle, "minutely", new Waiting(items, Duration.ZERO)));
  }

  private static Arrivals arrivals(TestDatabase test) {
    return test.database()
        .transaction(
            handle ->
                Objects.requireNonNull(
                    AllArrivals.of(handle, List.of(MINUTELY), DatabaseClock.now(handle))
                        .get("minutely")));
  }
}
