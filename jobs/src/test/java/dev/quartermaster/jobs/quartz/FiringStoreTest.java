package dev.quartermaster.jobs.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.alerts.timetable.CronTimetable;
import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.alerts.timetable.Timetable;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.Schedules;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FiringStoreTest {

  private static final Timetable HOURLY = Interval.of(Duration.ofHours(1));
  private static final Timetable EACH_SECOND = Interval.of(Duration.ofSeconds(1));
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final List<List<PlannedTime>> together = new CopyOnWriteArrayList<>();
  private volatile String failing = "";
  private TestDatabase test;
  private Database database;
  private Scheduler scheduler;

  @BeforeEach
  void join() {
    test = TestDatabase.of(FiringStoreTest.class);
    database = test.database();
    scheduler = Scheduler.join(database, "hk-1", this::put);
  }

  @AfterEach
  void close() {
    scheduler.close();
    test.close();
  }

  @Test
  void all_that_are_due_at_the_same_time_are_fired_together_in_the_order_of_their_names() {
    declare(HOURLY, 200);
    makeAllDue();

    scheduler.start();

    await().atMost(PATIENCE).until(() -> !together.isEmpty());
    assertThat(together.get(0))
        .hasSize(200)
        .isSortedAccordingTo(Comparator.comparing(PlannedTime::schedule));
    await().atMost(PATIENCE).until(() -> states().equals(Map.of("WAITING", 200L)));
    assertThat(firedRows()).isZero();
    assertThat(together).hasSize(1);
    assertThat(nextTimes()).containsExactly(HOURLY.next(fullHour()));
  }

  @Test
  void one_that_fails_is_tried_again_until_it_is_on_record_and_holds_no_other_up() {
    declare(HOURLY, 10);
    makeAllDue();
    failing = "s-7";

    scheduler.start();

    await().atMost(PATIENCE).until(() -> firedNames().size() == 9);
    assertThat(firedNames()).doesNotContain("s-7");

    failing = "";

    await().atMost(PATIENCE).until(() -> firedNames().size() == 10);
    assertThat(firedNames()).doesNotHaveDuplicates();
  }

  @Test
  void what_a_node_held_when_it_died_is_given_back_and_fires_for_its_time() {
    declare(HOURLY, 1);
    makeAllDue();
    holdByADeadNode();

    scheduler.start();

    await().atMost(PATIENCE).until(() -> !together.isEmpty());
    assertThat(together).containsExactly(List.of(planned("s-0", fullHour())));
  }

  @Test
  void a_trigger_that_is_paused_does_not_fire_while_the_others_do() {
    declare(EACH_SECOND, 3);
    scheduler.start();
    await().atMost(PATIENCE).until(() -> firedNames().size() >= 3);

    execute("UPDATE qrtz_triggers SET trigger_state = 'PAUSED' WHERE trigger_name = 's-1'");
    await().atMost(PATIENCE).until(() -> together.get(together.size() - 1).size() == 2);
    int before = together.size();
    await().atMost(PATIENCE).until(() -> together.size() > before + 2);

    assertThat(together.subList(before, together.size()))
        .allSatisfy(
            each ->
                assertThat(each).extracting(PlannedTime::schedule).containsExactly("s-0", "s-2"));
    assertThat(states()).containsEntry("PAUSED", 1L);
  }

  @Test
  void a_timetable_that_cannot_be_read_keeps_only_its_own_trigger_from_firing() {
    declare(HOURLY, 3);
    makeAllDue();
    execute("UPDATE qrtz_simprop_triggers SET str_prop_2 = 'soon' WHERE trigger_name = 's-1'");

    scheduler.start();

    await().atMost(PATIENCE).until(() -> firedNames().size() == 2);
    assertThat(firedNames()).containsExactly("s-0", "s-2");
    await().atMost(PATIENCE).until(() -> states().equals(Map.of("WAITING", 2L, "ERROR", 1L)));
  }

  @Test
  void a_node_that_leaves_gives_back_what_it_was_about_to_fire() {
    declare(EACH_SECOND, 20);
    scheduler.start();
    await().atMost(PATIENCE).until(() -> states().containsKey("ACQUIRED"));

    scheduler.close();

    assertThat(states()).isEqualTo(Map.of("WAITING", 20L));
    assertThat(firedRows()).isZero();
  }

  @Test
  void the_last_time_of_a_timetable_that_ends_fires_too() {
    ZonedDateTime soon = Instant.now().plusSeconds(5).atZone(ZoneOffset.UTC);
    String cron = DateTimeFormatter.ofPattern("s m H d M '?' yyyy", Locale.ROOT).format(soon);
    declare(Stream.of(Schedules.of("once", CronTimetable.quartz(cron, ZoneOffset.UTC))));

    scheduler.start();

    await().atMost(PATIENCE).until(() -> !together.isEmpty());
    assertThat(together)
        .containsExactly(List.of(planned("once", Instant.ofEpochSecond(soon.toEpochSecond()))));
    await().atMost(PATIENCE).until(() -> states().isEmpty());
  }

  private Map<String, String> put(List<PlannedTime> planned) {
    if (planned.stream().anyMatch(one -> one.schedule().equals(failing))) {
      throw new IllegalStateException("cannot be put on record");
    }
    together.add(List.copyOf(planned));
    return Map.of();
  }

  private static PlannedTime planned(String schedule, Instant at) {
    return new PlannedTime(schedule, at);
  }

  private void declare(Timetable timetable, int count) {
    declare(IntStream.range(0, count).mapToObj(n -> Schedules.of("s-" + n, timetable)));
  }

  private void declare(Stream<Schedule> schedules) {
    scheduler.declare(
        schedules.collect(Collectors.toMap(Schedule::name, Function.identity())), true);
  }

  /** The newest planned time of an hourly schedule. */
  private static Instant fullHour() {
    return HOURLY.next(Instant.now().minus(Duration.ofHours(1)));
  }

  private List<String> firedNames() {
    return together.stream().flatMap(List::stream).map(PlannedTime::schedule).sorted().toList();
  }

  /** Now, so that Quartz does not take it for a time that was missed. */
  private void makeAllDue() {
    execute("UPDATE qrtz_triggers SET next_fire_time = " + Instant.now().toEpochMilli());
  }

  private void holdByADeadNode() {
    execute("UPDATE qrtz_triggers SET trigger_state = 'ACQUIRED'");
    execute(
        """
        INSERT INTO qrtz_fired_triggers
               (sched_name, entry_id, trigger_name, trigger_group, instance_name, fired_time, sched_time,
                priority, state, is_nonconcurrent, requests_recovery)
        SELECT sched_name, 'a', trigger_name, trigger_group, 'hk-0', next_fire_time, next_fire_time,
               5, 'ACQUIRED', false, false
          FROM qrtz_triggers
        """);
  }

  private void execute(String sql) {
    database.run(handle -> handle.execute(sql));
  }

  private long firedRows() {
    return database.transaction(
        handle ->
            handle.createQuery("SELECT count(*) FROM qrtz_fired_triggers").mapTo(Long.class).one());
  }

  private List<Instant> nextTimes() {
    return database.transaction(
        handle ->
            handle
                .createQuery("SELECT DISTINCT next_fire_time FROM qrtz_triggers")
                .mapTo(Long.class)
                .map(Instant::ofEpochMilli)
                .list());
  }

  private Map<String, Long> states() {
    return database.transaction(
        handle ->
            handle
                .createQuery("SELECT trigger_state, count(*) FROM qrtz_triggers GROUP BY 1")
                .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }
}
