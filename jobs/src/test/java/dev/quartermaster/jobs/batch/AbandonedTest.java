package dev.quartermaster.jobs.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.jobs.node.NodeIdentity;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.run.Run.Outcome;
import java.time.Duration;
import java.util.List;
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
}
