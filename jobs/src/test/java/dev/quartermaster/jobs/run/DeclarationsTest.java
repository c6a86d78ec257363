package dev.quartermaster.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.Schedules;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.Backfill;
import dev.quartermaster.jobs.schedule.Schedule.CatchUp;
import dev.quartermaster.jobs.schedule.Schedule.Overlap;
import dev.quartermaster.jobs.schedule.Schedule.When;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeclarationsTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Interval EVERY = Interval.of(Duration.ofHours(1));
  private static final Schedule HOURLY = Schedules.of("hourly", EVERY);

  private TestDatabase test;

  @BeforeEach
  void open() {
    test = TestDatabase.of(DeclarationsTest.class);
    test.clockAt(NOON);
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void all_that_a_firing_needs_is_read_back_by_name() {
    When when =
        new When(
            EVERY,
            CatchUp.BACKFILL,
            new Backfill(Duration.ofDays(2), 30, true, Duration.ofSeconds(5)),
            Overlap.QUEUE,
            Duration.ofSeconds(20),
            3);
    declare(Schedules.with(when, HOURLY));

    assertThat(of("hourly")).contains(when);
    assertThat(of("unheard-of")).isEmpty();
  }

  @Test
  void it_says_which_are_new_or_other_than_before() {
    Schedule daily = Schedules.of("daily", Interval.of(Duration.ofDays(1)));

    assertThat(declare(HOURLY, daily)).containsExactlyInAnyOrder("hourly", "daily");
    assertThat(declare(HOURLY, daily)).isEmpty();
    assertThat(declare(HOURLY, Schedules.with(CatchUp.SKIP, daily))).containsExactly("daily");
    assertThat(declare()).isEmpty();
  }

  @Test
  void a_schedule_that_is_dropped_and_comes_back_begins_anew() {
    declare(HOURLY);
    assertThat(dropAllBut("other")).containsExactly("hourly");
    assertThat(dropAllBut("other")).isEmpty();
    assertThat(of("hourly")).isEmpty();
    test.clockForward(Duration.ofDays(1));

    assertThat(declare(HOURLY)).containsExactly("hourly");

    assertThat(accountedFor("hourly")).containsEntry("hourly", NOON.plus(Duration.ofDays(1)));
  }

  @Test
  void what_was_decided_upon_is_accounted_for() {
    declare(HOURLY);
    decided(NOON.plus(Duration.ofHours(1)));
    test.clockForward(Duration.ofHours(4));

    assertThat(accountedFor("hourly", "unheard-of"))
        .containsOnly(Map.entry("hourly", NOON.plus(Duration.ofHours(1))));
  }

  @Test
  void what_a_clock_that_was_ahead_has_left_is_not_accounted_for() {
    declare(HOURLY);
    decided(NOON.plus(Duration.ofHours(9)));
    test.clockForward(Duration.ofHours(4));

    assertThat(accountedFor("hourly")).containsOnly(Map.entry("hourly", NOON));
  }

  private Set<String> declare(Schedule... schedules) {
    return test.database().transaction(handle -> Declarations.declared(handle, List.of(schedules)));
  }

  private Set<String> dropAllBut(String kept) {
    return test.database().transaction(handle -> Declarations.dropped(handle, List.of(kept)));
  }

  private Optional<When> of(String name) {
    return Optional.ofNullable(
        test.database().transaction(handle -> Declarations.of(handle, Set.of(name))).get(name));
  }

  private Map<String, Instant> accountedFor(String... names) {
    return test.database().transaction(handle -> Declarations.accountedFor(handle, List.of(names)));
  }

  private void decided(Instant through) {
    test.database()
        .run(
            handle ->
                handle.execute(
                    "UPDATE schedule SET planned_through = ? WHERE name = 'hourly'", through));
  }
}
