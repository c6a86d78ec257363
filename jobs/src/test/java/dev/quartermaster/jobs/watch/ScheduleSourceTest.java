package dev.quartermaster.jobs.watch;

import static dev.quartermaster.jobs.watch.Found.details;
import static dev.quartermaster.jobs.watch.Found.names;
import static dev.quartermaster.jobs.watch.Found.one;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.jobs.run.Pauses;
import dev.quartermaster.jobs.schedule.Schedule;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScheduleSourceTest {

  private World world;

  @BeforeEach
  void migrate() {
    world = new World(ScheduleSourceTest.class);
    world.node("hk-1");
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void a_schedule_that_fires_on_time_is_well() {
    Schedule canary = world.eachMinute("canary");
    world.at(Duration.ofMinutes(1));
    world.fire(canary, World.MINUTE);

    world.at(Duration.ofSeconds(119));

    assertThat(look()).isEmpty();
  }

  @Test
  void a_planned_time_that_may_still_start_is_well() {
    world.eachMinute("canary");

    world.at(Duration.ofMinutes(2));

    assertThat(look()).isEmpty();
  }

  @Test
  void a_schedule_that_does_not_fire_is_found_by_name_with_how_many_it_missed() {
    Schedule canary = world.eachMinute("canary");
    world.at(Duration.ofMinutes(1));
    world.fire(canary, World.MINUTE);

    world.at(Duration.ofSeconds(190));
    List<Condition> found = look();

    assertThat(names(found)).containsExactly("critical ScheduleNotFiring canary");
    assertThat(one(found, "ScheduleNotFiring").since()).isEqualTo(World.NOON.plusSeconds(120));
    assertThat(details(found, "ScheduleNotFiring"))
        .containsEntry("planned", "2025-06-10T12:02:00Z")
        .containsEntry("late by", "1 min 10 s")
        .containsEntry("missed", "2")
        .containsEntry("last fired", "2025-06-10T12:01:00Z")
        .containsEntry("next planned", "2025-06-10T12:04:00Z")
        .containsEntry("nodes", "the one node is alive");
  }

  @Test
  void while_it_is_paused_it_is_not_late() {
    Schedule canary = world.eachMinute("canary");
    world.database().run(handle -> Pauses.pause(handle, canary, "ada", "a migration"));

    world.at(Duration.ofMinutes(5));

    assertThat(look()).isEmpty();
  }

  @Test
  void that_it_has_no_trigger_is_said() {
    world.eachMinute("canary");
    world.at(Duration.ofSeconds(130));

    assertThat(details(look(), "ScheduleNotFiring"))
        .containsEntry("trigger", "Quartz's tables have no trigger for it");
  }

  @Test
  void that_its_trigger_was_paused_behind_our_back_is_said() {
    world.eachMinute("canary");
    trigger("canary", "PAUSED");
    world.at(Duration.ofSeconds(130));

    assertThat(details(look(), "ScheduleNotFiring").get("trigger"))
        .isEqualTo("it is PAUSED in Quartz's tables, but nobody has paused the schedule");
  }

  @Test
  void that_its_trigger_is_blocked_and_in_nobodys_hand_is_said() {
    world.eachMinute("canary");
    trigger("canary", "BLOCKED");
    world.at(Duration.ofSeconds(130));

    assertThat(details(look(), "ScheduleNotFiring").get("trigger"))
        .isEqualTo("it is orphaned: BLOCKED, but no node has it in hand");
  }

  @Test
  void that_all_nodes_are_drained_and_what_was_mended_last_is_said() {
    world.eachMinute("canary");
    world.node("hk-1", "drain_since = qm_now()");
    world.execute(
        "INSERT INTO trigger_repair (schedule, node, found, did) VALUES ('canary', 'hk-1', 'it had no trigger', 'stored it anew')");
    world.at(Duration.ofSeconds(130));
    world.node("hk-1", "heartbeat_at = qm_now()");

    assertThat(details(look(), "ScheduleNotFiring"))
        .containsEntry("nodes", "the only node is drained")
        .hasEntrySatisfying(
            "newest repair",
            says -> assertThat(says).startsWith("it had no trigger; stored it anew, by hk-1"));
  }

  @Test
  void who_holds_a_lock_that_others_wait_for_is_said() throws Exception {
    world.eachMinute("canary");
    world.execute("INSERT INTO qrtz_locks VALUES ('quartermaster', 'TRIGGER_ACCESS')");
    world.at(Duration.ofSeconds(130));

    try (Connection holder = world.database().dataSource().getConnection()) {
      holder.setAutoCommit(false);
      lock(holder);
      CompletableFuture<Void> waiter = CompletableFuture.runAsync(this::lockAndRelease);
      Awaitility.await()
          .until(
              () ->
                  details(look(), "ScheduleNotFiring").values().stream()
                      .anyMatch(says -> says.contains("FROM qrtz_locks")));

      assertThat(details(look(), "ScheduleNotFiring"))
          .anySatisfy(
              (what, says) -> {
                assertThat(what).startsWith("lock of pid ");
                assertThat(says).contains("that 1 session waits for", "FROM qrtz_locks");
              });
      holder.rollback();
      waiter.join();
    }
  }

  private void lockAndRelease() {
    try (Connection waiter = world.database().dataSource().getConnection()) {
      waiter.setAutoCommit(false);
      lock(waiter);
      waiter.rollback();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void lock(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1 FROM qrtz_locks FOR UPDATE");
    }
  }

  @Test
  void a_diagnosis_that_cannot_be_made_holds_back_no_condition() {
    world.eachMinute("canary");
    world.execute("DROP TABLE qrtz_triggers CASCADE");
    world.at(Duration.ofSeconds(130));

    List<Condition> found = look();

    assertThat(names(found)).containsExactly("critical ScheduleNotFiring canary");
    assertThat(details(found, "ScheduleNotFiring"))
        .doesNotContainKey("trigger")
        .containsEntry("nodes", "the one node is alive");
  }

  @Test
  void many_that_do_not_fire_are_one_incident_of_the_cluster_too() {
    List<Schedule> all = world.eachMinute(12);
    world.at(Duration.ofMinutes(1));
    all.forEach(schedule -> world.end(world.fire(schedule, World.MINUTE), "succeeded", ""));
    world.at(Duration.ofMinutes(2));
    all.subList(7, 12).forEach(schedule -> world.fire(schedule, Duration.ofMinutes(2)));

    world.at(Duration.ofSeconds(181));
    world.node("hk-1", "heartbeat_at = qm_now()");
    List<Condition> found = look();

    assertThat(one(found, "SchedulesNotFiring").text().summary())
        .isEqualTo("7 of 12 schedules have not fired; the one node is alive");
    assertThat(one(found, "SchedulesNotFiring").cause().subject()).isEqualTo("cluster");
    assertThat(details(found, "SchedulesNotFiring").get("schedules"))
        .contains("job-00000", "job-00006")
        .doesNotContain("job-00007");
    assertThat(found).hasSize(8);
  }

  @Test
  void one_that_fired_late_is_found_until_it_fires_on_time_again() {
    Schedule canary = world.eachMinute("canary");
    world.at(Duration.ofSeconds(130));
    world.end(world.fire(canary, World.MINUTE), "succeeded", "");
    List<Condition> afterwards = look();

    world.at(Duration.ofMinutes(3));
    world.fire(canary, Duration.ofMinutes(3));

    assertThat(names(afterwards)).containsExactly("warning ScheduleFiredLate canary");
    assertThat(details(afterwards, "ScheduleFiredLate"))
        .containsEntry("late by", "1 min 10 s")
        .containsEntry("node", "hk-1");
    assertThat(look()).isEmpty();
  }

  private void trigger(String schedule, String state) {
    world.execute(
        "INSERT INTO qrtz_job_details VALUES ('quartermaster', '%s', 'schedules', NULL, 'x', true, false, false, false)"
            .formatted(schedule));
    world.execute(
        """
        INSERT INTO qrtz_triggers (sched_name, trigger_name, trigger_group, job_name, job_group, next_fire_time,
                                   trigger_state, trigger_type, start_time)
        VALUES ('quartermaster', '%1$s', 'schedules', '%1$s', 'schedules', 1000, '%2$s', 'QM', 0)
        """
            .formatted(schedule, state));
  }

  private List<Condition> look() {
    world.node("hk-1", "heartbeat_at = qm_now()");
    return world.look(new ScheduleSource(world.watched()));
  }
}
