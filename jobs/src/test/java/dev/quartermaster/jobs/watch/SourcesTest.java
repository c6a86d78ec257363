package dev.quartermaster.jobs.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.watchdog.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SourcesTest {

  private World world;

  @BeforeEach
  void migrate() {
    world = new World(SourcesTest.class);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void no_two_sources_find_the_same_and_none_finds_what_it_does_not_name() {
    world.eachMinute("canary");
    world.node("hk-1");
    world.at(Duration.ofMinutes(9));

    List<String> names = new ArrayList<>();
    for (Source source : Sources.of(world.watched())) {
      names.addAll(source.names());
      assertThat(world.look(source))
          .extracting(Condition::cause)
          .allSatisfy(cause -> assertThat(source.names()).contains(cause.name()));
    }

    assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThan(25);
  }

  @Test
  void a_healthy_system_of_ten_thousand_schedules_is_looked_at_in_a_moment() {
    world.eachMinute(10_000);
    world.at(World.MINUTE);
    world.execute(
        """
        INSERT INTO run (schedule, planned_for, state, outcome, fired_by, finished_at)
        SELECT name, qm_now() - n * interval '1 minute', 'finished', 'succeeded', 'hk-1', qm_now()
          FROM schedule, generate_series(0, 4) AS n
        """);
    world.execute("ANALYZE run; ANALYZE schedule");
    world.node("hk-1");

    long began = System.nanoTime();
    List<Condition> found = new ArrayList<>();
    Sources.of(world.watched()).stream().map(world::look).forEach(found::addAll);
    Duration took = Duration.ofNanos(System.nanoTime() - began);

    assertThat(found).isEmpty();
    assertThat(took).as("a look").isLessThan(Duration.ofSeconds(5));
  }
}
