package dev.quartermaster.jobs.watch;

import static dev.quartermaster.jobs.watch.Found.details;
import static dev.quartermaster.jobs.watch.Found.names;
import static dev.quartermaster.jobs.watch.Found.one;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.channel.Severity;
import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.jobs.batch.Guarantee;
import dev.quartermaster.jobs.builtin.BuiltInJobs;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.quota.usage.Retention;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutcomeSourceTest {

  private World world;

  @BeforeEach
  void migrate() {
    world = new World(OutcomeSourceTest.class);
    world.execute("CREATE TABLE wrong (id int)");
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void an_outcome_that_holds_is_well() {
    counted("sweep");

    assertThat(world.look(new OutcomeSource(world.watched()))).isEmpty();
  }

  @Test
  void an_outcome_that_does_not_hold_is_found_although_the_job_says_that_all_is_well() {
    Schedule sweep = counted("sweep");
    world.end(world.fire(sweep, Duration.ZERO), "succeeded", "");
    world.execute("INSERT INTO wrong VALUES (1), (2)");

    List<Condition> found = world.look(new OutcomeSource(world.watched()));

    assertThat(names(found)).containsExactly("critical OutcomeNotMet sweep");
    assertThat(one(found, "OutcomeNotMet").text().summary())
        .isEqualTo(
            "sweep: it does not hold that nothing is wrong: the count is 2 instead of 0, although its last run succeeded");
    assertThat(details(found, "OutcomeNotMet"))
        .containsEntry("count", "2")
        .containsEntry("bound", "0")
        .containsEntry("last run", "succeeded at 2025-06-10T12:00:01Z");
  }

  @Test
  void one_that_cannot_be_asked_in_time_is_told_as_such_and_hides_no_other() {
    guaranteed("slow", "SELECT count(*) FROM pg_sleep(9)");
    guaranteed("broken", "SELECT count(*) FROM nowhere");
    counted("sweep");
    world.execute("INSERT INTO wrong VALUES (1)");

    List<Condition> found = world.look(new OutcomeSource(world.watched()));

    assertThat(names(found))
        .containsExactlyInAnyOrder(
            "warning OutcomeNotMet slow",
            "warning OutcomeNotMet broken",
            "critical OutcomeNotMet sweep");
    assertThat(found)
        .filteredOn(one -> one.severity() == Severity.WARNING)
        .allSatisfy(
            one -> {
              assertThat(one.text().summary()).contains("cannot be told");
              assertThat(one.holdFor()).isPositive();
            });
  }

  @Test
  void later_looks_ask_one_at_a_time_and_keep_what_the_others_have_found() {
    OutcomeSource source = new OutcomeSource(world.watched());
    counted("sweep");
    counted("tidy");
    world.execute("INSERT INTO wrong VALUES (1)");
    List<Condition> first = world.look(source);
    world.execute("DELETE FROM wrong");

    List<Condition> second = world.look(source);
    List<Condition> third = world.look(source);

    assertThat(first).hasSize(2);
    assertThat(second).hasSize(1);
    assertThat(third).isEmpty();
  }

  @Test
  void that_there_is_no_standby_is_an_alert_of_the_database() {
    Schedule standby = world.eachMinute("standby-ready");
    world.runs(standby, new BuiltInJobs(Retention.DEFAULT).create("standby-ready", Map.of()));

    List<Condition> found = world.look(new OutcomeSource(world.watched()));

    assertThat(names(found)).containsExactly("critical NoStandby database");
    assertThat(one(found, "NoStandby").text().labels()).containsEntry("schedule", "standby-ready");
  }

  private Schedule counted(String name) {
    return guaranteed(name, "SELECT count(*) FROM wrong");
  }

  private Schedule guaranteed(String name, String query) {
    Schedule schedule = world.eachMinute(name);
    world.runs(schedule, new Promising(new Guarantee("nothing is wrong", query)));
    return schedule;
  }

  private record Promising(Guarantee promise) implements BatchedJob {
    @Override
    public Optional<String> cut(Handle handle, Optional<String> last, int size) {
      return Optional.empty();
    }

    @Override
    public long work(Handle handle, String slice) {
      return 0;
    }

    @Override
    public Optional<Guarantee> guarantee() {
      return Optional.of(promise);
    }
  }
}
