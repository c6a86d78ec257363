package dev.quartermaster.jobs.watch;

import static dev.quartermaster.jobs.watch.Found.details;
import static dev.quartermaster.jobs.watch.Found.names;
import static dev.quartermaster.jobs.watch.Found.one;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.watchdog.Source;
import dev.quartermaster.jobs.run.Pauses;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What wakes nobody, but is not to be forgotten: repairs, items set aside, pauses. */
class KeptAnEyeOnTest {

  private World world;
  private Schedule reset;

  @BeforeEach
  void declare() {
    world = new World(KeptAnEyeOnTest.class);
    reset = world.eachMinute("reset");
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void a_trigger_that_was_mended_is_told_of_for_ten_minutes() {
    repair("reset", "it had no trigger");
    world.forward(Duration.ofMinutes(9));
    List<Condition> found = look(new RepairSource(world.watched()));
    world.forward(Duration.ofMinutes(2));

    assertThat(names(found)).containsExactly("warning ScheduleAdrift reset");
    assertThat(one(found, "ScheduleAdrift").text().summary())
        .isEqualTo("reset had drifted from its declaration: it had no trigger; stored it anew");
    assertThat(look(new RepairSource(world.watched()))).isEmpty();
  }

  @Test
  void triggers_that_were_mended_at_once_are_one_of_the_cluster() {
    for (int n = 1; n <= 6; n++) {
      repair("job-" + n, "its trigger was paused, but the schedule is not");
    }

    List<Condition> found = look(new RepairSource(world.watched()));

    assertThat(names(found)).containsExactly("warning ScheduleAdrift cluster");
    assertThat(details(found, "ScheduleAdrift")).containsEntry("repairs", "6").hasSize(7);
  }

  @Test
  void a_repair_of_all_is_one_of_the_cluster() {
    repair("*", "groups of triggers were paused: schedules");

    assertThat(names(look(new RepairSource(world.watched()))))
        .containsExactly("warning ScheduleAdrift cluster");
  }

  @Test
  void items_that_were_set_aside_are_told_of_with_the_newest_error_until_they_are_dropped() {
    aside("ada", "retrying", "no such plan");
    world.forward(Duration.ofMinutes(1));
    aside("bob", "quarantined", "division by zero");
    List<Condition> found = look(new QuarantineSource(world.watched()));
    world.execute("UPDATE quarantine SET state = 'dropped', next_try_at = NULL");

    assertThat(names(found)).containsExactly("warning QuarantinedItems reset");
    assertThat(one(found, "QuarantinedItems").text().summary())
        .isEqualTo(
            "reset: 2 items are set aside because they fail; the newest error: division by zero");
    assertThat(details(found, "QuarantinedItems"))
        .containsEntry("wait for a person", "1")
        .containsEntry("newest item", "bob");
    assertThat(look(new QuarantineSource(world.watched()))).isEmpty();
  }

  @Test
  void a_schedule_that_is_paused_for_more_than_a_day_is_told_of_with_who_did_it_and_why() {
    world.database().run(handle -> Pauses.pause(handle, reset, "ada", "a migration"));
    world.forward(Duration.ofDays(1));
    List<Condition> afterADay = look(new PauseSource(world.watched()));
    world.forward(Duration.ofHours(2));

    List<Condition> found = look(new PauseSource(world.watched()));

    assertThat(afterADay).isEmpty();
    assertThat(names(found)).containsExactly("warning PausedTooLong reset");
    assertThat(one(found, "PausedTooLong").text().summary())
        .isEqualTo("reset has been paused for 1 d 2 h by ada: a migration");
  }

  private void repair(String schedule, String found) {
    world.execute(
        "INSERT INTO trigger_repair (schedule, node, found, did) VALUES ('%s', 'hk-1', '%s', 'stored it anew')"
            .formatted(schedule, found));
  }

  private void aside(String item, String state, String error) {
    world.execute(
        """
        INSERT INTO quarantine (schedule, item, slice, state, error, next_try_at, run_id)
        VALUES ('reset', '%1$s', '%1$s', '%2$s', '%3$s', CASE '%2$s' WHEN 'retrying' THEN qm_now() END, 1)
        """
            .formatted(item, state, error));
  }

  private List<Condition> look(Source source) {
    return world.look(source);
  }
}
