package dev.quartermaster.jobs.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.jobs.node.NodeIdentity;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.run.Run.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AbandonedTest {

  @Test
  void a_run_of_a_schedule_that_is_gone_is_ended_once_nobody_works_on_it() throws Exception {
    try (RunWorld world = new RunWorld(AbandonedTest.class)) {
      Items.create(world.database, 50);
      NodeIdentity me = world.node("hk-1");
      Run run = world.fire();
      world.inHand(run, Items.quiet(50)).workOnNext(me, BatchObserver.NONE);
      world.execute("UPDATE batch SET state = 'claimed', items = NULL, finished_at = NULL");

      assertThat(Abandoned.end(world.database, List.of("count"))).isEmpty();
      world.test.clockForward(Duration.ofMinutes(2));
      assertThat(Abandoned.end(world.database, List.of("count"))).isEmpty();
      assertThat(Abandoned.end(world.database, List.of("other"))).as("hk-1 works on it").isEmpty();
      world.dies(me);

      assertThat(Abandoned.end(world.database, List.of("other"))).containsExactly(run.id());
      assertThat(world.end(run).outcome()).isEqualTo(Outcome.FAILED);
      assertThat(world.end(run).error().orElseThrow()).contains("no longer declared");
    }
  }

  @Test
  void whoever_was_frozen_with_a_batch_of_it_cannot_commit_that_when_it_wakes() throws Exception {
    try (RunWorld world = new RunWorld(AbandonedTest.class)) {
      Items.create(world.database, 50);
      NodeIdentity me = world.node("hk-1");
      Run run = world.fire();
      RunInHand inHand =
          world.inHand(
              run,
              Items.before(
                  50,
                  (handle, slice) ->
                      CompletableFuture.runAsync(() -> endedMeanwhile(world, me)).join()));

      inHand.workOnNext(me, BatchObserver.NONE);

      assertThat(world.end(run).outcome()).isEqualTo(Outcome.FAILED);
      assertThat(world.count("SELECT count(*) FROM batch WHERE state = 'done'")).isZero();
      assertThat(Items.times(world.database)).containsOnly(0);
    }
  }

  private static void endedMeanwhile(RunWorld world, NodeIdentity me) {
    world.dies(me);
    world.execute("UPDATE run SET fired_at = fired_at - interval '2 minutes'");
    assertThat(Abandoned.end(world.database, List.of("other"))).hasSize(1);
  }
}
