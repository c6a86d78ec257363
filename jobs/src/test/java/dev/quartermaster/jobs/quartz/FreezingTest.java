package dev.quartermaster.jobs.quartz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.Schedules;
import dev.quartermaster.jobs.run.Drills;
import dev.quartermaster.jobs.run.Firing;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The canary's trigger, in Quartz's own tables. */
class FreezingTest {

  private static final Schedule CANARY = Schedules.of("canary", Interval.of(Duration.ofMinutes(1)));

  private TestDatabase test;
  private Scheduler scheduler;

  @BeforeEach
  void join() {
    test = TestDatabase.of(FreezingTest.class);
    test.clockAt(Instant.now());
    Firing.declared(test.database(), CANARY);
    scheduler = Scheduler.join(test.database(), "hk-1", times -> Map.of());
    scheduler.declare(Map.of("canary", CANARY), true);
  }

  @AfterEach
  void close() {
    scheduler.close();
    test.close();
  }

  @Test
  void a_drill_freezes_it_and_it_is_left_so_until_the_drill_has_ended() {
    Optional<Drills.Refusal> refusal = test.database().transaction(Drills::begin);

    assertThat(refusal).isEmpty();
    assertThat(mend()).isEmpty();
    assertThat(state()).isEqualTo("BLOCKED");
    Drills.Drill drill = test.database().transaction(Drills::newest).orElseThrow();
    Instant missed = drill.frozen().orElseThrow().missed();
    assertThat(missed.getEpochSecond() % 60).isZero();

    makeTheSecondLookLater();
    assertThat(mend()).isEmpty();
    test.database().run(handle -> Drills.end(handle, drill, Optional.empty()));
    assertThat(mend()).isEmpty();
    assertThat(state()).isEqualTo("WAITING");
  }

  @Test
  void one_that_a_node_has_in_hand_is_waited_for() {
    test.database()
        .run(handle -> handle.execute("UPDATE qrtz_triggers SET trigger_state = 'ACQUIRED'"));
    test.database().run(Drills::begin);

    test.database().run(Freezing::look);
    assertThat(state()).isEqualTo("ACQUIRED");
    test.database()
        .run(handle -> handle.execute("UPDATE qrtz_triggers SET trigger_state = 'WAITING'"));
    test.database().run(Freezing::look);

    assertThat(state()).isEqualTo("BLOCKED");
  }

  @Test
  void a_drill_that_nobody_ends_is_mended_as_any_fault() {
    test.database().run(Drills::begin);
    mend();
    test.database()
        .run(
            handle ->
                handle.execute("UPDATE drill SET missed_at = missed_at - interval '8 minutes'"));

    mend();
    makeTheSecondLookLater();

    assertThat(mend())
        .singleElement()
        .satisfies(one -> assertThat(one.found()).contains("stuck BLOCKED"));
    assertThat(state()).isEqualTo("WAITING");
  }

  private List<Repair> mend() {
    return scheduler.mend(Map.of("canary", CANARY), true);
  }

  private void makeTheSecondLookLater() {
    test.clockForward(Suspects.APART.plusSeconds(1));
  }

  private String state() {
    return test.database()
        .transaction(
            handle ->
                handle
                    .createQuery("SELECT trigger_state FROM qrtz_triggers")
                    .mapTo(String.class)
                    .one());
  }
}
