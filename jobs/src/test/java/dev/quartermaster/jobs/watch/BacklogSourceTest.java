package dev.quartermaster.jobs.watch;

import static dev.quartermaster.jobs.watch.Found.details;
import static dev.quartermaster.jobs.watch.Found.names;
import static dev.quartermaster.jobs.watch.Found.one;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quartermaster.alerts.alert.Condition;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of a schedule behind which nothing should wait for more than a minute. */
class BacklogSourceTest {

  private World world;

  @BeforeEach
  void declare() {
    world = new World(BacklogSourceTest.class);
    world.eachMinute("reset");
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void a_backlog_that_is_young_and_drained_is_well() {
    sample(90, 59, 100);
    world.forward(Duration.ofSeconds(10));
    sample(0, 0, 200);

    assertThat(look()).isEmpty();
  }

  @Test
  void a_backlog_that_is_older_than_its_limit_is_found_with_its_figures() {
    sample(1_200, 61, 0);

    List<Condition> found = look();

    assertThat(names(found)).containsExactly("critical BacklogTooOld reset");
    assertThat(one(found, "BacklogTooOld").text().summary())
        .isEqualTo(
            "reset: 1,200 items wait, the oldest for 1 min 1 s; none should for more than 1 min");
    assertThat(details(found, "BacklogTooOld")).containsEntry("items", "1,200");
  }

  @Test
  void a_backlog_that_grows_is_found_when_it_goes_on_growing() {
    for (int n = 0; n < 6; n++) {
      sample(100 * n, 30, 10 * n);
      world.forward(Duration.ofSeconds(30));
    }

    List<Condition> found = look();

    assertThat(names(found)).containsExactly("warning BacklogGrowing reset");
    assertThat(one(found, "BacklogGrowing").text().summary())
        .contains("will not catch up", "arrivals are faster than the drain");
    assertThat(one(found, "BacklogGrowing").holdFor()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void while_nobody_counts_it_is_not_told() {
    sample(1_200, 61, 0);
    world.forward(Duration.ofMinutes(2));

    assertThatThrownBy(this::look).hasMessageContaining("nobody has counted what waits");
  }

  private void sample(int items, int oldest, int done) {
    world.execute(
        "INSERT INTO backlog_sample (schedule, items, oldest_s, done) VALUES ('reset', %d, %d, %d)"
            .formatted(items, oldest, done));
  }

  private List<Condition> look() {
    return world.look(new BacklogSource(world.watched()));
  }
}
