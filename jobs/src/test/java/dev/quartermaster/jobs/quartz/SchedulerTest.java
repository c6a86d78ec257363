package dev.quartermaster.jobs.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.alerts.timetable.Blackout;
import dev.quartermaster.alerts.timetable.CronTimetable;
import dev.quartermaster.alerts.timetable.Except;
import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.alerts.timetable.Timetable;
import dev.quartermaster.alerts.timetable.Window;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.Schedules;
import dev.quartermaster.jobs.catchup.Missed;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.CatchUp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchedulerTest {

  private static final Timetable DAILY = CronTimetable.quartz("0 30 3 * * ?", ZoneId.of("UTC"));

  private final List<PlannedTime> fired = new CopyOnWriteArrayList<>();
  private TestDatabase test;
  private Database database;
  private Scheduler scheduler;

  @BeforeEach
  void join() {
    test = TestDatabase.of(SchedulerTest.class);
    database = test.database();
    scheduler = join("hk-1");
  }

  @AfterEach
  void close() {
    scheduler.close();
    test.close();
  }

  @Test
  void a_trigger_comes_back_from_the_tables_with_its_timetable() {
    Map<String, Timetable> timetables =
        Map.of(
            "every", Interval.of(Duration.ofHours(36)),
            "cron", CronTimetable.quartz("0 0/15 9-17 ? * MON-FRI", ZoneId.of("Europe/London")),
            "crontab", CronTimetable.unix("15 4 1 * 1-5", ZoneId.of("America/New_York")),
            "nickname", CronTimetable.unix("@daily", ZoneId.of("Asia/Kathmandu")),
            "except", new Except(DAILY, List.of(longCalendar())));

    declare(timetables.entrySet().stream().map(e -> Schedules.of(e.getKey(), e.getValue())));

    timetables.forEach((name, timetable) -> assertThat(kept(name)).isEqualTo(timetable));
  }

  @Test
  void declaring_adds_changes_and_removes() {
    declare(Stream.of(Schedules.of("stays", DAILY), Schedules.of("goes", DAILY)));
    assertThat(names()).containsExactly("goes", "stays");

    Timetable other = Interval.of(Duration.ofHours(1));
    declare(Stream.of(Schedules.of("stays", other), Schedules.of("comes", DAILY)));

    assertThat(names()).containsExactly("comes", "stays");
    assertThat(kept("stays")).isEqualTo(other);
    assertThat(Duration.between(Instant.now(), next("stays"))).isLessThan(Duration.ofHours(1));
  }

  @Test
  void a_disabled_schedule_has_no_trigger() {
    declare(Stream.of(Schedules.of("nightly", DAILY)));

    declare(Stream.of(Schedules.disabled(Schedules.of("nightly", DAILY))));

    assertThat(names()).isEmpty();
  }

  @Test
  void a_trigger_that_is_right_is_let_be() {
    Schedule nightly = Schedules.of("nightly", DAILY);
    declare(Stream.of(nightly));
    Instant outage = newest(DAILY).minus(Duration.ofDays(3));
    moveNext("nightly", outage);

    declare(Stream.of(nightly, Schedules.of("other", DAILY)));

    assertThat(next("nightly")).isEqualTo(outage);
  }

  @Test
  void a_change_of_the_catch_up_policy_reaches_the_trigger() {
    declare(Stream.of(Schedules.of("nightly", DAILY)));
    assertThat(misfireInstruction("nightly")).isEqualTo(TimetableTrigger.FIRE_NEWEST);

    declare(Stream.of(Schedules.with(CatchUp.SKIP, Schedules.of("nightly", DAILY))));

    assertThat(misfireInstruction("nightly")).isEqualTo(TimetableTrigger.GO_ON);
  }

  @Test
  void after_an_outage_of_days_it_fires_once_for_the_newest_missed_time() {
    declare(Stream.of(Schedules.of("nightly", DAILY), Schedules.of("each-second", everySecond())));
    Instant newest = newest(DAILY);
    moveNext("nightly", newest.minus(Duration.ofDays(3)));

    scheduler.start();

    await().atMost(Duration.ofSeconds(10)).until(() -> !firedFor("nightly").isEmpty());
    // Quartz has looked at what is due several times since.
    int before = firedFor("each-second").size();
    await().atMost(Duration.ofSeconds(10)).until(() -> firedFor("each-second").size() > before + 2);
    assertThat(firedFor("nightly")).containsExactly(newest);
    assertThat(next("nightly")).isEqualTo(DAILY.next(newest));
  }

  @Test
  void after_an_outage_a_schedule_that_skips_goes_on_with_the_next_time() {
    declare(
        Stream.of(
            Schedules.with(CatchUp.SKIP, Schedules.of("nightly", DAILY)),
            Schedules.of("each-second", everySecond())));
    Instant newest = newest(DAILY);
    moveNext("nightly", newest.minus(Duration.ofDays(3)));

    scheduler.start();

    await().atMost(Duration.ofSeconds(10)).until(() -> next("nightly").isAfter(newest));
    assertThat(next("nightly")).isEqualTo(DAILY.next(newest));
    await().atMost(Duration.ofSeconds(10)).until(() -> firedFor("each-second").size() > 2);
    assertThat(firedFor("nightly")).isEmpty();
  }

  @Test
  void a_firing_that_a_node_died_in_is_fired_again_for_its_planned_time() {
    declare(Stream.of(Schedules.of("nightly", DAILY)));
    Instant planned = newest(DAILY);
    leaveFiringOfADeadNode("nightly", planned);

    scheduler.start();

    await().atMost(Duration.ofSeconds(10)).until(() -> !fired.isEmpty());
    assertThat(fired).containsExactly(new PlannedTime("nightly", planned));
  }

  @Test
  void a_firing_that_cannot_be_put_on_record_is_tried_again() {
    AtomicInteger failures = new AtomicInteger();
    try (Scheduler stumbling =
        Scheduler.join(
            database,
            "hk-2",
            planned -> {
              if (failures.incrementAndGet() <= 2) {
                throw new IllegalStateException("the database is failing over");
              }
              return put(planned);
            })) {
      declare(Stream.of(Schedules.of("nightly", DAILY)));
      Instant newest = newest(DAILY);
      moveNext("nightly", newest);

      stumbling.start();

      await().atMost(Duration.ofSeconds(10)).until(() -> !fired.isEmpty());
      assertThat(fired).containsExactly(new PlannedTime("nightly", newest));
    }
  }

  @Test
  void two_nodes_fire_each_planned_time_once() {
    declare(Stream.of(Schedules.of("each-second", everySecond())));
    try (Scheduler other = join("hk-2")) {
      scheduler.start();
      other.start();

      await().atMost(Duration.ofSeconds(20)).until(() -> firedFor("each-second").size() >= 5);
    }

    List<Instant> planned = firedFor("each-second");
    assertThat(planned).doesNotHaveDuplicates();
    assertThat(planned)
        .allSatisfy(at -> assertThat(everySecond().next(at.minusNanos(1))).isEqualTo(at));
  }

  private Map<String, String> put(List<PlannedTime> planned) {
    fired.addAll(planned);
    return Map.of();
  }

  private Scheduler join(String node) {
    return Scheduler.join(database, node, this::put);
  }

  private void declare(Stream<Schedule> schedules) {
    scheduler.declare(
        schedules.collect(Collectors.toMap(Schedule::name, Function.identity())), true);
  }

  /** Its text is longer than Quartz's own column was. */
  private static Blackout longCalendar() {
    Stream<Window> windows =
        Stream.iterate(LocalDate.parse("2027-01-01"), day -> day.plusDays(9))
            .limit(200)
            .map(day -> Window.parse(day.toString()));
    return new Blackout("freeze", ZoneId.of("Europe/London"), windows.toList());
  }

  private static Timetable everySecond() {
    return Interval.of(Duration.ofSeconds(1));
  }

  private static Instant newest(Timetable timetable) {
    return Missed.newest(timetable, Instant.EPOCH, Instant.now()).orElseThrow();
  }

  private List<Instant> firedFor(String schedule) {
    return fired.stream().filter(f -> f.schedule().equals(schedule)).map(PlannedTime::at).toList();
  }

  /** As another node reads it. */
  private Timetable kept(String schedule) {
    return scheduler.timetable(schedule).orElseThrow();
  }

  private List<String> names() {
    return database.transaction(
        handle ->
            handle
                .createQuery("SELECT trigger_name FROM qrtz_triggers ORDER BY trigger_name")
                .mapTo(String.class)
                .list());
  }

  private Instant next(String schedule) {
    return Instant.ofEpochMilli(column("next_fire_time", schedule));
  }

  private int misfireInstruction(String schedule) {
    return (int) column("misfire_instr", schedule);
  }

  private long column(String column, String schedule) {
    return database.transaction(
        handle ->
            handle
                .createQuery(
                    "SELECT " + column + " FROM qrtz_triggers WHERE trigger_name = :schedule")
                .bind("schedule", schedule)
                .mapTo(Long.class)
                .one());
  }

  private void leaveFiringOfADeadNode(String schedule, Instant planned) {
    database.run(
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO qrtz_fired_triggers
                           (sched_name, entry_id, trigger_name, trigger_group, instance_name, fired_time, sched_time,
                            priority, state, job_name, job_group, is_nonconcurrent, requests_recovery)
                    SELECT t.sched_name, 'a', t.trigger_name, t.trigger_group, 'hk-0', :planned, :planned,
                           5, 'EXECUTING', t.job_name, t.job_group, false, j.requests_recovery
                      FROM qrtz_triggers t JOIN qrtz_job_details j USING (sched_name, job_name, job_group)
                     WHERE t.trigger_name = :schedule
                    """)
                .bind("planned", planned.toEpochMilli())
                .bind("schedule", schedule)
                .execute());
  }

  private void moveNext(String schedule, Instant to) {
    database.run(
        handle ->
            handle
                .createUpdate(
                    "UPDATE qrtz_triggers SET next_fire_time = :to WHERE trigger_name = :schedule")
                .bind("to", to.toEpochMilli())
                .bind("schedule", schedule)
                .execute());
  }
}
