package dev.quartermaster.jobs.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.alert.Deciding;
import dev.quartermaster.alerts.alert.Findings;
import dev.quartermaster.alerts.alert.Policy;
import dev.quartermaster.db.DatabaseClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Thousands of schedules that do not fire are one page, in the first look that finds them. With
 * {@code -Dstorm.schedules=10000} a look and its decision take some two seconds on two cores.
 */
class StormTest {

  private static final int MANY = Integer.getInteger("storm.schedules", 2_000);

  /** So many go on record at a look, besides the page. */
  private static final int AT_ONCE = 500;

  private static final Policy POLICY = new Policy("us", List.of(), List.of("pager"));

  @Test
  void all_go_on_record_by_name_and_one_page_does_not_wait_for_that() {
    try (World world = new World(StormTest.class)) {
      world.node("hk-1");
      ScheduleSource source = new ScheduleSource(world.watched());
      world.eachMinute(MANY);
      world.at(Duration.ofHours(1));

      decide(world, source);

      assertThat(pages(world)).containsExactly("SchedulesNotFiring");
      int looks = 1;
      for (; count(world) < MANY + 1 && looks < 30; looks++) {
        world.forward(Duration.ofSeconds(2));
        decide(world, source);
      }
      assertThat(count(world)).isEqualTo(MANY + 1);
      assertThat(looks).isEqualTo(MANY / AT_ONCE);
      decide(world, source);
      assertThat(pages(world)).containsExactly("SchedulesNotFiring");
    }
  }

  private static void decide(World world, ScheduleSource source) {
    List<Condition> found = world.look(source);
    world
        .database()
        .run(
            handle ->
                Deciding.decide(
                    handle,
                    new Findings(found, source.names()),
                    POLICY,
                    DatabaseClock.now(handle)));
  }

  private static List<String> pages(World world) {
    return world
        .database()
        .transaction(
            handle ->
                handle
                    .createQuery("SELECT a.name FROM delivery JOIN alert a ON a.id = alert_id")
                    .mapTo(String.class)
                    .list());
  }

  private static long count(World world) {
    return world
        .database()
        .transaction(
            handle ->
                handle
                    .createQuery("SELECT count(*) FROM alert WHERE state = 'firing'")
                    .mapTo(Long.class)
                    .one());
  }
}
