package dev.quartermaster.jobs.watch;

import static dev.quartermaster.jobs.watch.Found.names;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.alert.Deciding;
import dev.quartermaster.alerts.alert.Findings;
import dev.quartermaster.alerts.alert.Policy;
import dev.quartermaster.alerts.outbox.Delivered;
import dev.quartermaster.alerts.outbox.Outbox;
import dev.quartermaster.alerts.route.Route;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.jobs.builtin.Drill;
import dev.quartermaster.jobs.run.Drills;
import dev.quartermaster.jobs.run.Drills.Refusal;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A drill from its beginning to its end, with the clock set by hand. */
class DrillWatchTest {

  private static final Policy POLICY =
      new Policy(
          "us",
          List.of(
              new Route(
                  Map.of("severity", "critical"),
                  List.of("pager"),
                  Duration.ofHours(1),
                  Duration.ofMinutes(10))),
          List.of("chat"));

  private World world;
  private DrillWatch watch;
  private Schedule canary;

  @BeforeEach
  void fireOnce() {
    world = new World(DrillWatchTest.class);
    world.node("hk-1");
    watch = new DrillWatch(new ScheduleSource(world.watched()));
    canary = world.eachMinute("canary");
    world.at(Duration.ofMinutes(1));
    world.end(world.fire(canary, World.MINUTE), "succeeded", "");
    world.at(Duration.ofSeconds(80));
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void it_ends_when_somebody_was_told_and_says_how_long_that_took() {
    freeze();

    world.at(Duration.ofSeconds(181));
    assertThat(names(decide())).containsExactly("info Drill canary");
    assertThat(told()).extracting(Delivered::channel).containsExactly("pager");
    assertThat(told()).extracting(Delivered::kind).containsExactly("test");
    world.at(Duration.ofSeconds(183));
    world.execute("UPDATE delivery SET state = 'accepted', settled_at = qm_now()");
    decide();

    Drills.Drill drill = newest();
    assertThat(drill.ended()).isPresent();
    assertThat(drill.pagedAfter()).contains(Duration.ofSeconds(63));
    assertThat(drill.taken().orElseThrow().channel()).isEqualTo("pager");
  }

  @Test
  void of_its_aftermath_nobody_hears() {
    freeze();
    world.at(Duration.ofSeconds(181));
    decide();
    world.execute("UPDATE delivery SET state = 'accepted', settled_at = qm_now()");
    decide();

    world.at(Duration.ofSeconds(186));
    assertThat(decide()).isEmpty();
    world.fire(canary, Duration.ofMinutes(3));
    world.execute(
        "UPDATE run SET fired_at = planned_for + interval '61 s' WHERE planned_for > '2025-06-10 12:02:30Z'");
    assertThat(decide()).isEmpty();
    world.at(Duration.ofSeconds(200));
    decide();

    assertThat(told()).hasSize(1);
    assertThat(world.look(new RepairSource(world.watched()))).isEmpty();
  }

  @Test
  void what_is_wrong_before_is_no_drill() {
    world.at(Duration.ofSeconds(190));

    freeze();

    assertThat(names(decide())).containsExactly("critical ScheduleNotFiring canary");
  }

  @Test
  void who_only_looks_ends_none() {
    freeze();
    world.at(Duration.ofMinutes(5).plusSeconds(1));

    world
        .database()
        .run(
            handle -> {
              handle.execute("SET TRANSACTION READ ONLY");
              watch.look(handle, DatabaseClock.now(handle));
            });

    assertThat(newest().ended()).isEmpty();
  }

  @Test
  void when_nobody_was_told_it_is_over_and_the_outcome_is_not_met() {
    freeze();

    world.at(Duration.ofMinutes(5).plusSeconds(1));
    decide();

    assertThat(newest().ended()).isPresent();
    assertThat(newest().pagedAfter()).isEmpty();
    assertThat(violations()).isEqualTo(1);
  }

  @Test
  void one_that_nobody_froze_ends_and_its_outcome_is_not_met() {
    begin();

    world.at(Duration.ofMinutes(5));
    decide();

    assertThat(newest().ended()).isPresent();
    assertThat(violations()).isEqualTo(1);
  }

  @Test
  void there_is_none_beside_another_nor_while_the_canary_is_at_rest() {
    begin();
    assertThat(begin()).contains(Refusal.ANOTHER_GOES_ON);

    world.execute("UPDATE schedule SET paused_at = qm_now()");
    assertThat(begin()).contains(Refusal.NO_CANARY);
  }

  @Test
  void there_is_none_while_an_older_node_would_mend_it() {
    world.node("hk-2");
    world.node("hk-2", "version = '0.9'");

    assertThat(begin()).contains(Refusal.SEVERAL_VERSIONS);
  }

  @Test
  void its_guarantee_holds_before_the_first_and_after_one_that_went_well() {
    assertThat(violations()).isZero();
    freeze();
    world.at(Duration.ofSeconds(137));
    decide();
    world.execute("UPDATE delivery SET state = 'accepted', settled_at = qm_now()");
    decide();

    assertThat(violations()).isZero();
  }

  private Optional<Refusal> begin() {
    return world.database().transaction(Drills::begin);
  }

  /** As whoever looks after Quartz's tables does. */
  private void freeze() {
    assertThat(begin()).isEmpty();
    world.execute("UPDATE drill SET frozen_at = qm_now(), missed_at = '2025-06-10 12:02:00Z'");
  }

  private List<Condition> decide() {
    List<Condition> found = world.look(watch);
    world
        .database()
        .run(
            handle -> {
              watch.record(handle, DatabaseClock.now(handle));
              Deciding.decide(
                  handle, new Findings(found, watch.names()), POLICY, DatabaseClock.now(handle));
            });
    return found;
  }

  private List<Delivered> told() {
    return world
        .database()
        .transaction(
            handle ->
                handle
                    .createQuery("SELECT id FROM alert WHERE name = 'Drill'")
                    .mapTo(Long.class)
                    .stream()
                    .flatMap(id -> Outbox.of(handle, id).stream())
                    .toList());
  }

  private Drills.Drill newest() {
    return world.database().transaction(Drills::newest).orElseThrow();
  }

  private long violations() {
    String query = new Drill().guarantee().orElseThrow().violations();
    return world
        .database()
        .transaction(handle -> handle.createQuery(query).mapTo(Long.class).one());
  }
}
