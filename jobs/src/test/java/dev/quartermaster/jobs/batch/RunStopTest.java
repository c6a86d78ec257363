package dev.quartermaster.jobs.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.jobs.node.NodeIdentity;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.run.Run.Outcome;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may stop a run, and when. */
class RunStopTest {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private RunWorld world;
  private NodeIdentity me;
  private Run run;

  @BeforeEach
  void fire() {
    world = new RunWorld(RunStopTest.class);
    world.test.clockAt(Instant.parse("2025-06-10T12:01:00Z"));
    Items.create(world.database, 50);
    me = world.node("hk-1");
    run = world.fire();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void a_run_that_nobody_works_on_is_stopped_after_a_while() {
    world.test.clockForward(PATIENCE.minusSeconds(1));
    untouched();
    assertThat(world.goesOn(run)).isTrue();

    world.test.clockForward(Duration.ofSeconds(2));
    untouched();

    assertThat(world.end(run).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(world.end(run).error()).contains("nobody has its job");
  }

  @Test
  void one_that_another_node_works_on_is_not_though_it_rests_between_two_batches()
      throws Exception {
    world.test.clockForward(PATIENCE.minusSeconds(10));
    world.inHand(run, Items.quiet(50)).workOnNext(me, BatchObserver.NONE);
    world.test.clockForward(Duration.ofSeconds(20));

    untouched();

    assertThat(world.goesOn(run)).isTrue();
  }

  @Test
  void who_was_taken_for_dead_stops_nothing() {
    world.dies(me);

    world.database.run(handle -> new RunStop(handle, run.id()).by(me, "it cannot go on"));

    assertThat(world.goesOn(run)).isTrue();
  }

  private void untouched() {
    world.database.run(
        handle -> new RunStop(handle, run.id()).ifUntouchedFor(PATIENCE, "nobody has its job"));
  }
}
