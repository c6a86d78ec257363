package dev.quartermaster.jobs.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.alerts.timetable.CronTimetable;
import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.alerts.timetable.Timetable;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.Schedules;
import dev.quartermaster.jobs.catchup.Missed;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.CatchUp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReconcilerTest {

  private static final Timetable DAILY = CronTimetable.quartz("0 30 3 * * ?", ZoneId.of("UTC"));
  private static final Schedule NIGHTLY = Schedules.of("nightly", DAILY);
  private static final Schedule EACH_SECOND =
      Schedules.of("each-second", Interval.of(Duration.ofSeconds(1)));

  private final List<PlannedTime> fired = new CopyOnWriteArrayList<>();
  private TestDatabase test;
  private QuartzRows rows;
  private Scheduler scheduler;

  @BeforeEach
  void join() {
    test = TestDatabase.of(ReconcilerTest.class);
    test.clockAt(Instant.now());
    rows = new QuartzRows(test.database());
    scheduler = join("hk-1");
  }

  @AfterEach
  void close() {
    scheduler.close();
    test.close();
  }

  @Test
  void what_was_just_declared_otherwise_is_no_repair() {
    Schedule other = Schedules.of("other", DAILY);
    Schedule changed = Schedules.with(CatchUp.SKIP, NIGHTLY);

    assertThat(scheduler.declare(all(NIGHTLY, other), true)).isEmpty();
    assertThat(scheduler.declare(all(changed), true)).isEmpty();

    assertThat(rows.triggers()).isEqualTo(1);
    assertThat(recorded()).isEmpty();
    assertThat(scheduler.mend(all(changed), true)).isEmpty();
  }

  @Test
  void a_trigger_that_was_lost_while_no_node_was_up_is_mended_at_start() {
    scheduler.declare(all(NIGHTLY), true);
    rows.change("DELETE FROM qrtz_simprop_triggers; DELETE FROM qrtz_triggers");

    List<Repair> repairs = scheduler.declare(all(NIGHTLY), true);

    assertThat(repairs).extracting(Repair::found).containsExactly("it had no trigger");
    assertThat(rows.state("nightly")).isEqualTo("WAITING");
  }

  @Test
  void a_trigger_that_is_not_declared_goes_only_by_the_newest_configuration() {
    scheduler.declare(all(NIGHTLY, Schedules.of("old", DAILY)), true);

    assertThat(scheduler.mend(all(NIGHTLY), false)).isEmpty();
    assertThat(rows.triggers()).isEqualTo(2);

    assertThat(scheduler.mend(all(NIGHTLY), true))
        .extracting(Repair::schedule, Repair::did)
        .containsExactly(tuple("old", "removed it"));
    assertThat(rows.triggers()).isEqualTo(1);
  }

  @Test
  void a_schedule_changed_to_times_that_are_all_past_does_not_go_on_by_its_old_ones() {
    Schedule over =
        Schedules.of("nightly", CronTimetable.quartz("0 0 3 1 1 ? 2001", ZoneId.of("UTC")));
    scheduler.declare(all(NIGHTLY), true);

    scheduler.declare(all(over), true);

    assertThat(rows.triggers()).isZero();
    assertThat(scheduler.mend(all(over), true)).isEmpty();
  }

  @Test
  void an_older_configuration_mends_only_what_the_newest_says_too() {
    Schedule hourly = Schedules.of("moved", Interval.of(Duration.ofHours(1)));
    scheduler.declare(all(NIGHTLY, Schedules.of("moved", DAILY)), true);
    rows.change("UPDATE qrtz_triggers SET trigger_state = 'ERROR'");

    List<Repair> repairs = scheduler.mend(all(NIGHTLY, hourly), false);

    assertThat(repairs).extracting(Repair::schedule).containsExactly("nightly");
    assertThat(rows.state("moved")).isEqualTo("ERROR");
  }

  @Test
  void the_trigger_of_a_schedule_that_we_paused_is_looked_after_like_others() {
    scheduler.declare(all(NIGHTLY), true);
    rows.change("UPDATE schedule SET paused_at = qm_now()");

    assertThat(scheduler.mend(all(NIGHTLY), true)).isEmpty();
    rows.change("UPDATE qrtz_triggers SET trigger_state = 'ERROR'");
    assertThat(scheduler.mend(all(NIGHTLY), true)).hasSize(1);
    assertThat(rows.state("nightly")).isEqualTo("WAITING");
  }

  @Test
  void a_pause_of_all_triggers_behind_our_back_is_taken_back() {
    Schedule kept = Schedules.of("kept", DAILY);
    scheduler.declare(all(NIGHTLY, kept), true);
    rows.change("UPDATE schedule SET paused_at = qm_now() WHERE name = 'kept'");
    rows.change(
        """
        UPDATE qrtz_triggers SET trigger_state = 'PAUSED';
        INSERT INTO qrtz_paused_trigger_grps
        VALUES ('quartermaster', '_$_ALL_GROUPS_PAUSED_$_'), ('quartermaster', 'schedules')
        """);

    List<Repair> repairs = scheduler.mend(all(NIGHTLY, kept), true);

    assertThat(repairs).extracting(Repair::schedule).containsExactly(Repair.ALL, "nightly");
    assertThat(rows.state("nightly")).isEqualTo("WAITING");
    assertThat(rows.state("kept")).isEqualTo("PAUSED");
  }

  @Test
  void a_trigger_that_a_live_node_picked_up_is_let_be_but_not_that_of_a_dead_one() {
    Schedule orphan = Schedules.of("orphan", DAILY);
    scheduler.declare(all(NIGHTLY, orphan), true);
    rows.change("UPDATE qrtz_triggers SET trigger_state = 'ACQUIRED'");
    rows.alive("hk-2");
    rows.inHand("nightly", "hk-2", "ACQUIRED");

    assertThat(scheduler.mend(all(NIGHTLY, orphan), true)).isEmpty();
    test.clockForward(Duration.ofSeconds(10));

    assertThat(scheduler.mend(all(NIGHTLY, orphan), true))
        .extracting(Repair::schedule)
        .containsExactly("orphan");
    assertThat(rows.state("nightly")).isEqualTo("ACQUIRED");

    test.clockForward(Duration.ofMinutes(2));
    scheduler.mend(all(NIGHTLY, orphan), true);
    test.clockForward(Duration.ofSeconds(10));
    scheduler.mend(all(NIGHTLY, orphan), true);
    assertThat(rows.state("nightly")).isEqualTo("WAITING");
  }

  @Test
  void a_trigger_that_moves_between_two_looks_is_not_stuck() {
    scheduler.declare(all(NIGHTLY), true);
    rows.change("UPDATE qrtz_triggers SET trigger_state = 'ACQUIRED'");
    assertThat(scheduler.mend(all(NIGHTLY), true)).isEmpty();

    test.clockForward(Duration.ofSeconds(10));
    rows.change("UPDATE qrtz_triggers SET next_fire_time = next_fire_time - 1000");
    assertThat(scheduler.mend(all(NIGHTLY), true)).isEmpty();
  }

  @Test
  void a_planned_time_that_passed_while_it_was_stuck_fires_at_once() {
    Schedule skips = Schedules.with(CatchUp.SKIP, Schedules.of("skips", DAILY));
    Schedule done = Schedules.of("done", DAILY);
    scheduler.declare(all(NIGHTLY, skips, done), true);
    Instant newest = Missed.newest(DAILY, Instant.EPOCH, rows.now()).orElseThrow();
    rows.change("UPDATE schedule SET declared_at = declared_at - interval '3 days'");
    rows.change(
        "INSERT INTO run (schedule, planned_for, state, fired_by) VALUES ('done', '%s', 'running', 'hk-1')"
            .formatted(newest));
    rows.change("UPDATE schedule SET planned_through = '%s' WHERE name = 'done'".formatted(newest));
    rows.change("UPDATE qrtz_triggers SET trigger_state = 'ERROR'");

    scheduler.mend(all(NIGHTLY, skips, done), true);
    scheduler.start();

    await().atMost(Duration.ofSeconds(20)).until(() -> !fired.isEmpty());
    assertThat(fired).containsExactly(new PlannedTime("nightly", newest));
    assertThat(rows.next("skips")).isEqualTo(DAILY.next(newest));
    assertThat(rows.next("done")).isEqualTo(DAILY.next(newest));
  }

  @Test
  void a_trigger_frozen_in_the_past_fires_again() {
    scheduler.declare(all(NIGHTLY, EACH_SECOND), true);
    scheduler.start();
    await().atMost(Duration.ofSeconds(20)).until(() -> !fired.isEmpty());
    Instant newest = Missed.newest(DAILY, Instant.EPOCH, rows.now()).orElseThrow();
    rows.change(
        """
        UPDATE schedule SET declared_at = declared_at - interval '3 days' WHERE name = 'nightly';
        UPDATE qrtz_triggers SET next_fire_time = 1000 WHERE trigger_name = 'nightly'
        """);

    scheduler.mend(all(NIGHTLY), false);
    test.clockForward(Duration.ofSeconds(10));
    List<Repair> repairs = scheduler.mend(all(NIGHTLY), false);

    assertThat(repairs)
        .extracting(Repair::found)
        .containsExactly("its trigger was frozen at 1970-01-01T00:00:01Z, in the past");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> fired.contains(new PlannedTime("nightly", newest)));
  }

  @Test
  void a_trigger_that_quartz_cannot_read_keeps_the_others_from_firing_no_longer() {
    scheduler.declare(all(NIGHTLY, EACH_SECOND), true);
    rows.change(
        """
        UPDATE qrtz_simprop_triggers SET str_prop_1 = 'nonsense' WHERE trigger_name = 'nightly';
        UPDATE qrtz_triggers SET next_fire_time = %d, priority = 9 WHERE trigger_name = 'nightly'
        """
            .formatted(rows.now().toEpochMilli()));
    scheduler.start();

    List<Repair> repairs = scheduler.mend(all(NIGHTLY, EACH_SECOND), true);

    assertThat(repairs).extracting(Repair::schedule).contains("nightly");
    await().atMost(Duration.ofSeconds(20)).until(() -> fired.size() > 2);
  }

  @Test
  void a_timetable_that_has_ended_needs_no_trigger() {
    Schedule once =
        Schedules.of("once", CronTimetable.quartz("0 0 12 10 6 ? 2025", ZoneId.of("UTC")));

    scheduler.declare(all(once, NIGHTLY), true);

    assertThat(rows.triggers()).isEqualTo(1);
    assertThat(scheduler.mend(all(once, NIGHTLY), true)).isEmpty();
  }

  @Test
  void one_node_at_a_time_reconciles() {
    scheduler.declare(all(NIGHTLY), true);
    rows.change("UPDATE qrtz_triggers SET trigger_state = 'ERROR'");
    try (Scheduler other = join("hk-2")) {
      try (Turn turn = Turn.tryFor(test.database())) {
        assertThat(turn.isOurs()).isTrue();
        assertThat(other.mend(all(NIGHTLY), true)).isEmpty();
      }

      assertThat(other.mend(all(NIGHTLY), true)).extracting(Repair::node).containsExactly("hk-2");
    }
  }

  @Test
  void two_nodes_that_start_together_store_each_trigger_once_and_repair_nothing() {
    Map<String, Schedule> many =
        all(
            IntStream.range(0, 300)
                .mapToObj(n -> Schedules.of("s" + n, DAILY))
                .toArray(Schedule[]::new));
    List<Repair> told = new ArrayList<>();
    try (Scheduler other = join("hk-2")) {
      other.tell(told::add);
      CompletableFuture<List<Repair>> theirs =
          CompletableFuture.supplyAsync(() -> other.declare(many, true));

      assertThat(scheduler.declare(many, true)).isEmpty();

      assertThat(theirs).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(List.of());
    }
    assertThat(rows.triggers()).isEqualTo(300);
    assertThat(told).isEmpty();
    assertThat(recorded()).isEmpty();
  }

  private Scheduler join(String node) {
    return Scheduler.join(
        test.database(),
        node,
        planned -> {
          fired.addAll(planned);
          return Map.of();
        });
  }

  private static Map<String, Schedule> all(Schedule... schedules) {
    return Stream.of(schedules).collect(Collectors.toMap(Schedule::name, Function.identity()));
  }

  private List<Repair> recorded() {
    return test.database().transaction(handle -> Repairs.newest(handle, 1000));
  }
}
