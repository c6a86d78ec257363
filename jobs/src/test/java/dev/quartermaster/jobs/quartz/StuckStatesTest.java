package dev.quartermaster.jobs.quartz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.timetable.CronTimetable;
import dev.quartermaster.alerts.timetable.Timetable;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.Schedules;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every state in which a trigger cannot fire as it should, made by hand in Quartz's tables. */
class StuckStatesTest {

  private static final Timetable DAILY = CronTimetable.quartz("0 30 3 * * ?", ZoneId.of("UTC"));
  private static final Map<String, Schedule> DECLARED =
      Map.of("nightly", Schedules.of("nightly", DAILY), "other", Schedules.of("other", DAILY));
  private static final String NIGHTLY = " WHERE trigger_name = 'nightly';";

  private static TestDatabase test;
  private static QuartzRows rows;
  private static Scheduler scheduler;

  @BeforeAll
  static void join() {
    test = TestDatabase.of(StuckStatesTest.class);
    rows = new QuartzRows(test.database());
    scheduler = Scheduler.join(test.database(), "hk-1", planned -> Map.of());
  }

  @AfterAll
  static void close() {
    scheduler.close();
    test.close();
  }

  @BeforeEach
  void declare() {
    rows.change(
        """
        TRUNCATE qrtz_triggers, qrtz_job_details, qrtz_fired_triggers, qrtz_scheduler_state, schedule,
                 trigger_repair CASCADE
        """);
    test.clockAt(Instant.now());
    scheduler.declare(DECLARED, true);
  }

  /** A change by hand, what is then said of it, and whether it takes a second look. */
  record Stuck(String sql, String says, boolean twoLooks) {
    @Override
    public String toString() {
      return says;
    }
  }

  static Stream<Stuck> states() {
    String drop = "DELETE FROM qrtz_simprop_triggers" + NIGHTLY;
    return Stream.of(
        stuck(drop + "DELETE FROM qrtz_triggers" + NIGHTLY, "no trigger"),
        job("job_class_name = 'gone.Job'"),
        job("is_durable = false"),
        job("requests_recovery = false"),
        stuck(
            """
            ALTER TABLE qrtz_triggers DROP CONSTRAINT IF EXISTS qrtz_triggers_sched_name_job_name_job_group_fkey;
            DELETE FROM qrtz_job_details WHERE job_name = 'nightly'
            """,
            "job detail"),
        trigger("trigger_state = 'PAUSED'", "paused"),
        trigger("trigger_state = 'PAUSED_BLOCKED'", "paused"),
        trigger("trigger_state = 'ERROR'", "ERROR"),
        trigger("trigger_state = 'COMPLETE'", "COMPLETE"),
        trigger("trigger_state = 'DELETED'", "unknown state DELETED"),
        new Stuck(update("trigger_state = 'ACQUIRED'"), "stuck ACQUIRED", true),
        new Stuck(update("trigger_state = 'BLOCKED'"), "stuck BLOCKED", true),
        trigger("next_fire_time = -1", "waited for no time"),
        trigger("next_fire_time = NULL", "waited for no time"),
        trigger("next_fire_time = next_fire_time + 864000000", "beyond the planned"),
        trigger("start_time = start_time + 864000000", "bounded"),
        trigger("end_time = start_time + 864000000", "bounded"),
        trigger("misfire_instr = 2", "old definition"),
        trigger("calendar_name = 'holidays'", "old definition"),
        trigger("job_data = 'x'", "old definition"),
        trigger("job_name = 'other'", "old definition"),
        properties("str_prop_2 = '0 0 4 * * ?'", "old definition"),
        properties("str_prop_1 = 'nonsense'", "could not read"),
        properties("str_prop_2 = '0 0 25 * * ?'", "could not read"),
        properties("str_prop_3 = 'Mars/Olympus'", "could not read"),
        stuck(drop, "could not read"),
        stuck(
            update("trigger_type = 'CRON'")
                + "INSERT INTO qrtz_cron_triggers VALUES ('quartermaster', 'nightly', 'schedules', '0 0 4 * * ?', 'UTC')",
            "old definition"));
  }

  static Stream<Stuck> statesOfATriggerThatIsThere() {
    return states().filter(stuck -> !stuck.says().equals("no trigger"));
  }

  private static Stuck stuck(String sql, String says) {
    return new Stuck(sql, says, false);
  }

  private static Stuck trigger(String assignment, String says) {
    return stuck(update(assignment), says);
  }

  private static String update(String assignment) {
    return "UPDATE qrtz_triggers SET " + assignment + NIGHTLY;
  }

  private static Stuck properties(String assignment, String says) {
    return stuck("UPDATE qrtz_simprop_triggers SET " + assignment + NIGHTLY, says);
  }

  private static Stuck job(String assignment) {
    return stuck(
        "UPDATE qrtz_job_details SET " + assignment + " WHERE job_name = 'nightly'", "job detail");
  }

  @ParameterizedTest
  @MethodSource("states")
  void it_is_mended_and_put_on_record(Stuck stuck) {
    rows.change(stuck.sql());

    List<Repair> repairs = looks(stuck.twoLooks() ? 2 : 1);

    assertThat(repairs)
        .singleElement()
        .satisfies(
            repair -> {
              assertThat(repair.schedule()).isEqualTo("nightly");
              assertThat(repair.found()).contains(stuck.says());
              assertThat(repair.did()).isEqualTo("stored it anew");
            });
    assertThat(recorded()).isEqualTo(repairs);
    assertThat(rows.state("nightly")).isEqualTo("WAITING");
    assertThat(rows.next("nightly")).isEqualTo(DAILY.next(rows.now()));
    assertThat(scheduler.timetable("nightly")).contains(DAILY);
    assertThat(looks(2)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("statesOfATriggerThatIsThere")
  void it_is_let_be_while_it_is_really_running(Stuck stuck) {
    rows.alive("hk-2");
    rows.inHand("nightly", "hk-2", "EXECUTING");
    rows.change(stuck.sql());
    String before = rows.trigger("nightly");

    List<Repair> repairs = looks(3);

    assertThat(repairs).isEmpty();
    assertThat(rows.trigger("nightly")).isEqualTo(before);
  }

  /** As many looks, ten seconds apart. */
  private List<Repair> looks(int count) {
    List<Repair> repairs = scheduler.mend(DECLARED, true);
    for (int look = 1; look < count; look++) {
      assertThat(repairs).isEmpty();
      test.clockForward(Suspects.APART);
      repairs = scheduler.mend(DECLARED, true);
    }
    return repairs;
  }

  private List<Repair> recorded() {
    return test.database().transaction(handle -> Repairs.newest(handle, 10));
  }
}
